"""Officials in Malay: every way in which news ties a post to a name. All people and houses are invented."""

from __future__ import annotations

import pytest
from officials_read import officials

# text, (name, role, organisation)
MALAY = [
    (
        "Timbalan Menteri Komunikasi, Tan Mei Suan berkata projek itu siap.",
        [("Tan Mei Suan", "Timbalan Menteri Komunikasi", "Kementerian Komunikasi")],
    ),
    (
        "Turut hadir, Ketua Pegawai Eksekutif Perbadanan Pelabuhan Selat (PPS), Nazirah Awang.",
        [("Nazirah Awang", "Ketua Pegawai Eksekutif", "Perbadanan Pelabuhan Selat")],
    ),
    (
        "Projek itu disambung, kata Menteri Pelaburan, Perdagangan dan Industri Tengku Datuk Seri Haziq Muin.",
        [
            (
                "Tengku Haziq Muin",
                "Menteri Pelaburan, Perdagangan dan Industri",
                "Kementerian Pelaburan, Perdagangan dan Industri",
            )
        ],
    ),
    ("Bekas Menteri Kewangan Datuk Osman Ghani hadir.", [("Osman Ghani", "Menteri Kewangan", "Kementerian Kewangan")]),
    (
        "Menteri Besar Selangor Datuk Osman Ghani hadir.",
        [("Osman Ghani", "Menteri Besar Selangor", "Selangor state government")],
    ),
    (
        "Ketua Menteri Pulau Pinang Lim Boon Teck hadir.",
        [("Lim Boon Teck", "Ketua Menteri Pulau Pinang", "Pulau Pinang state government")],
    ),
    (
        "Menteri di Jabatan Perdana Menteri (Undang-Undang dan Reformasi Institusi), Datuk Siti Hawa Omar hadir.",
        [
            (
                "Siti Hawa Omar",
                "Menteri di Jabatan Perdana Menteri (Undang-Undang dan Reformasi Institusi)",
                "Jabatan Perdana Menteri",
            )
        ],
    ),
    (
        "Menteri Kewangan, Senator Datuk Osman Ghani, hadir.",
        [("Osman Ghani", "Menteri Kewangan", "Kementerian Kewangan")],
    ),
    ("Datuk Osman Alias selaku Menteri Kewangan hadir.", [("Osman Alias", "Menteri Kewangan", "Kementerian Kewangan")]),
    ("Panglima Tentera Laut, Laksamana Osman Ghani, hadir.", [("Osman Ghani", "Panglima Tentera Laut", None)]),
    (
        "Timbalan Ketua Menteri II Pulau Pinang, Lim Boon Teck, hadir.",
        [("Lim Boon Teck", "Timbalan Ketua Menteri II Pulau Pinang", "Pulau Pinang state government")],
    ),
    ("Pemangku Ketua Pengarah Kastam Osman Khamis hadir.", [("Osman Khamis", "Ketua Pengarah Kastam", "Kastam")]),
    (
        "Premier Sarawak Datuk Patinggi Awang Sulong di Beijing.",
        [("Awang Sulong", "Premier Sarawak", "Sarawak state government")],
    ),
    (
        "Ia ditandatangani menteri pendidikan ketika itu, Datuk Osman Ghani.",
        [("Osman Ghani", "menteri pendidikan", "Kementerian Pendidikan")],
    ),
    (
        "Exco Pelancongan, Ekonomi Kreatif dan Kesenian Pulau Pinang Lim Boon Teck memberitahu.",
        [("Lim Boon Teck", "Exco Pelancongan, Ekonomi Kreatif dan Kesenian Pulau Pinang", None)],
    ),
    ("Menteri Luar China Zhao Ming hadir.", [("Zhao Ming", "Menteri Luar", "China")]),
    ("Duta Besar China ke Malaysia Zhao Ming hadir.", [("Zhao Ming", "Duta Besar China ke Malaysia", "China")]),
    ("Menteri Kewangan II Datuk Osman Ghani hadir.", [("Osman Ghani", "Menteri Kewangan II", "Kementerian Kewangan")]),
    (
        "Ketua Pengarah Kesihatan Dr Osman Ghani hadir.",
        [("Osman Ghani", "Ketua Pengarah Kesihatan", "Kementerian Kesihatan")],
    ),
    (
        "Presiden dan Ketua Pegawai Eksekutif Bank Selat, Osman Ghani hadir.",
        [("Osman Ghani", "Ketua Pegawai Eksekutif", "Bank Selat"), ("Osman Ghani", "Presiden", "Bank Selat")],
    ),
    (
        "Pengarah Bomba dan Penyelamat Johor Osman Ghani hadir.",
        [("Osman Ghani", "Pengarah", "Bomba dan Penyelamat Johor")],
    ),
    (
        "Ketua Polis Daerah Kluang, Asisten Komisioner Osman Ghani hadir.",
        [("Osman Ghani", "Ketua Polis Daerah", "Kluang")],
    ),
    ("Tertuduh diwakili peguam Osman Ghani.", [("Osman Ghani", "peguam", None)]),
    ("EXCO Pelancongan negeri, Lim Boon Teck hadir.", [("Lim Boon Teck", "EXCO Pelancongan negeri", None)]),
    ("Osman Ghani dilantik sebagai Pengarah Institut Selat.", [("Osman Ghani", "Pengarah", "Institut Selat")]),
    (
        "Pelantikan Osman Ghani sebagai Pengarah Institut Selat diumumkan.",
        [("Osman Ghani", "Pengarah", "Institut Selat")],
    ),
    (  # "its" of an association that has no name: not of the house that was named last
        "Kementerian Sumber Manusia berkata angka itu turun. Kesatuan pekerja menyoal cara angka itu dikira. "
        "Presidennya, Osman Ghani, tidak setuju.",
        [("Osman Ghani", "Presiden", None)],
    ),
    (
        "Kementerian Kewangan menaikkan cukai itu. Persatuan peniaga membantah, kata pengerusinya, Osman Ghani.",
        [("Osman Ghani", "pengerusi", None)],
    ),
    (
        "Kementerian Kewangan menaikkan cukai itu. “Kongres kesatuan sekerja kecewa,” kata setiausahanya, Osman Ghani.",
        [("Osman Ghani", "setiausaha", None)],
    ),
    (  # it has a name
        "Kementerian Kewangan menaikkan cukai itu. Persatuan Peniaga Selat kecewa. Pengerusinya, Osman Ghani, hadir.",
        [("Osman Ghani", "Pengerusi", "Persatuan Peniaga Selat")],
    ),
    (  # it was named before
        "Persatuan Peniaga Selat membantah. Persatuan peniaga mahu cukai itu turun. Pengerusinya, Osman Ghani, hadir.",
        [("Osman Ghani", "Pengerusi", "Persatuan Peniaga Selat")],
    ),
    (
        "Institut Selat mengadakan bengkel. Kelab pelajar itu meriah. Pengarahnya, Osman Ghani, hadir.",
        [("Osman Ghani", "Pengarah", "Institut Selat")],
    ),
    (  # no members: the verb says nothing of which union it is
        "Institut Selat ditutup. Kesatuan pernah membantah. Presidennya, Osman Ghani, hadir.",
        [("Osman Ghani", "Presiden", "Institut Selat")],
    ),
    (  # another house was named behind it
        "Persatuan peniaga membantah cadangan Institut Selat. Pengarahnya, Osman Ghani, hadir.",
        [("Osman Ghani", "Pengarah", "Institut Selat")],
    ),
    (  # an association has no minister
        "Kementerian Kewangan menaikkan cukai itu. Persatuan peniaga membantah. Menterinya, Osman Ghani, hadir.",
        [("Osman Ghani", "Menteri", "Kementerian Kewangan")],
    ),
    ("Gubernur Jawa Barat Dedi Setiawan hadir.", [("Dedi Setiawan", "Gubernur Jawa Barat", "Jawa Barat")]),
]


@pytest.mark.parametrize(("text", "expected"), MALAY)
def test_role_and_name_in_malay(text: str, expected: list[tuple[str, str, str | None]]) -> None:
    _, found = officials(text, "ms")
    stated = [(o.name, o.role, o.organisation) for o in found if o.stated]
    for item in expected:
        assert item in stated
