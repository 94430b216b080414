"""Which posts are public offices. All people and firms are made up."""

from __future__ import annotations

import pytest

from nlp.annotate import annotate


@pytest.mark.parametrize(
    ("text", "public"),
    [
        # A branch of the state that is named without its department.
        ("Immigration director-general Datuk Hanif Zulkarnain said 40 people were held.", True),
        ("Hanif Zulkarnain, a former deputy director of Immigration, pleaded not guilty.", True),
        ("Government spokeswoman Lerato Mahlangu said fruit would pass first.", True),
        ("Pengarah Bahagian Perancangan, Hanif Zulkarnain, berkata kajian dibuat.", True),
        ("Pengarah Maritim Negeri Perlis, Komander Maritim Hanif Zulkarnain, berkata dua bot ditahan.", True),
        ("Ketua Pengarah Imigresen, Datuk Hanif Zulkarnain, berkata 40 orang ditahan.", True),
        # The heads of departments; companies have managing directors.
        ("The director-general of Public Service, Hanif Zulkarnain, will see the unions.", True),
        ("The ministry's acting director-general of new and renewable energy, Harun Wibowo, said so.", True),
        ("Director general Harun Wibowo said the rule stands.", True),
        ("The director-general of the Palm Growers Association, Harun Wibowo, said prices rose.", False),
        ("The director-general of Tanjong Palm Bhd, Harun Wibowo, said prices rose.", False),
        # Of any other house and of none.
        ("Business development director Harun Wibowo of Tanjong Palm Bhd said prices rose.", False),
        ("Tanjong Palm Bhd's public relations director Harun Wibowo said prices rose.", False),
        ("Customs Brokers Association president Harun Wibowo said fees rose.", False),
        ("Health director Harun Wibowo said cases rose.", True),
        ("Finance director Harun Wibowo said fees rose.", False),
        ("General director Harun Wibowo of the play said seats were sold out.", False),
        ("Director Harun Wibowo says a sequel is being written.", False),
    ],
)
def test_whether_a_post_is_a_public_office(text: str, public: bool) -> None:
    (found, *_) = annotate(text).officials
    assert found.public_office is public
