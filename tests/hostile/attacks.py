"""The attacks that Pantau must withstand, in seventeen groups, with the tests that make each of them.

One table: an attack without a test that exists fails the build (test_attack_table), and so does a docs/security.md that
does not list these rows. Knows names of tests only; what they find is asked by tests.hostile.table.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Attack:
    """``what`` is tried, ``then`` is what happens, ``tests`` are node ids (file::function, relative to tests/) that show it.
    ``suite``: where they run, ``make test`` or ``make test-hostile``."""

    group: int
    what: str
    then: str
    tests: tuple[str, ...]
    suite: str = "test"


GROUPS = {
    1: "Private addresses",
    2: "Other schemes",
    3: "XML",
    4: "Packed bombs",
    5: "Answers without end",
    6: "Too much of everything",
    7: "Hostile pages",
    8: "Markup in texts",
    9: "Links",
    10: "Headers of mails",
    11: "Spreadsheets",
    12: "Names of files",
    13: "SQL and search",
    14: "Secrets",
    15: "robots.txt",
    16: "Damage, full disks and kills",
    17: "Weights, locks and code",
}

_ADDRESSES = "hostile/test_attack_addresses.py::"
_BODIES = "hostile/test_attack_bodies.py::"
_DESK = "hostile/test_attack_desk.py::"
_SUPPLY = "hostile/test_attack_supply.py::"
_KILLED = "hostile/test_killed_runs.py::"
_STARVED = "hostile/test_starved_runs.py::"
_FUZZ = "hostile/test_fuzz.py::"

ATTACKS: tuple[Attack, ...] = (
    Attack(1, "127.0.0.1, 127.1, 0, 0x7f000001, 2130706433, [::1], [::ffff:127.0.0.1], 169.254.169.254, 10/8, 172.16/12, "
              "192.168/16, 100.64/10, fc00::, localhost., user@host and port 22 as links of feeds, sitemaps, indexes of sitemaps "
              "and list pages",
           "no request leaves; the good links beside them are fetched",
           (_ADDRESSES + "test_nothing_is_asked_of_a_private_address_port_or_scheme",
            _ADDRESSES + "test_a_bad_address_stops_no_good_one",
            "crawler/test_deciders.py::test_private_hosts_are_refused_as_written")),
    Attack(1, "a redirect of an article to each of them", "refused at each hop, and said with the fetch",
           (_ADDRESSES + "test_each_redirect_that_is_refused_is_told",
            "crawler/test_crawl.py::test_a_redirect_to_this_machine_is_refused_when_loopback_is_not_allowed")),
    Attack(1, "a feed that moves to 169.254.169.254", "not followed; the outlet's health says so",
           (_ADDRESSES + "test_a_source_that_moves_to_a_private_address_is_told_and_not_followed",)),
    Attack(1, "a robots.txt that leads to a private address", "not followed; all of that host is forbidden",
           (_ADDRESSES + "test_robots_that_leads_to_a_private_address_forbids_all",)),
    Attack(1, "a name that turns private when it is connected to (DNS rebinding)",
           "every resolution is judged, and what passes is the address that is connected to",
           ("crawler/test_politeness.py::test_a_name_that_turns_private_between_two_questions_is_not_connected_to",
            "crawler/test_crawl.py::test_without_leave_nothing_on_loopback_is_connected_to")),
    Attack(2, "file: (also file://allowed-host/etc/passwd), data:, ftp:, s3:, gopher: as links and redirects",
           "no address of the web: passed over; nothing of this machine is in the record",
           (_ADDRESSES + "test_no_file_of_this_machine_is_in_the_record",
            "crawler/test_deciders.py::test_other_schemes_and_ports_are_refused")),
    Attack(2, "meta refresh", "not followed", (_ADDRESSES + "test_a_page_that_asks_to_be_left_by_itself_is_not_left",)),
    Attack(2, "a feed whose text is a path (/etc/passwd)", "no feed; feedparser is given bytes only",
           ("crawler/test_discovery.py::test_what_is_no_feed_or_is_an_attack_is_refused_by_name",)),
    Attack(3, "entities that multiply, external entities, a DTD elsewhere, in feeds and sitemaps",
           "whatever declares entities is refused; a DTD is never fetched",
           (_BODIES + "test_a_listing_with_entities_of_its_own_is_refused_and_no_document_type_is_fetched",
            "crawler/test_discovery.py::test_what_is_no_feed_or_is_an_attack_is_refused_by_name")),
    Attack(4, "gzip, brotli and deflate bombs, gzip twice over, gzip in name only", "too large or refused, page by page",
           (_BODIES + "test_a_body_costs_itself_only", _BODIES + "test_the_page_after_them_is_read",
            "crawler/test_failure_modes.py::test_an_answer_to_a_browser_that_is_packed_into_a_bomb_is_too_large")),
    Attack(4, "a .xml.gz bomb", "refused before it is whole", (_BODIES + "test_a_packed_sitemap_that_is_a_bomb_is_refused",)),
    Attack(4, "a bomb in a file given to a command", "refused before it is whole",
           ("pantau/test_files_and_config.py::test_a_bomb_is_refused_before_it_is_whole",)),
    Attack(5, "a body, chunks or headers without end", "cut off by size or time; the crawl ends",
           (_BODIES + "test_an_answer_without_end_has_one",)),
    Attack(5, "a byte now and then for ever", "the time of a request is bounded",
           ("crawler/test_failure_modes.py::test_a_crawl_ends_though_a_server_drips_for_ever",)),
    Attack(5, "a body that is shorter than it said", "tried again, then told as unreachable",
           ("crawler/test_politeness.py::test_an_answer_that_breaks_off_is_tried_again_and_then_told",
            _BODIES + "test_a_body_costs_itself_only")),
    Attack(5, "redirects in a circle", "ended after five",
           ("crawler/test_crawl.py::test_every_kind_of_failure_is_recorded_with_its_status",)),
    Attack(5, "an index of sitemaps that lists itself", "each is asked once",
           (_BODIES + "test_an_index_of_sitemaps_that_lists_itself_ends",)),
    Attack(6, "a feed of 100,000 items", "refused",
           ("crawler/test_discovery.py::test_a_feed_of_a_hundred_thousand_items_is_refused",)),
    Attack(6, "10,000 headers, a header of a megabyte, a title of a megabyte", "the page alone pays for it",
           (_BODIES + "test_a_body_costs_itself_only",)),
    Attack(6, "a title, an author and an address of a megabyte in a feed",
           "titles are cut, authors not read, such an address is none; the other items are fetched",
           (_BODIES + "test_a_title_an_author_and_an_address_of_a_megabyte_in_a_feed_cost_themselves_only",)),
    Attack(7, "nesting, colspan, NUL, surrogates, wrong charsets", "read",
           ("crawler/test_workers.py::test_hostile_pages_with_a_story_are_read",
            "crawler/test_failure_modes.py::test_a_page_in_another_or_a_wrongly_declared_charset_is_read")),
    Attack(7, "nesting without measure, one giant paragraph, 200,000 paragraphs", "refused with the reason",
           ("crawler/test_workers.py::test_hostile_pages_beyond_the_caps_are_refused_with_the_reason",)),
    Attack(7, "a page that hangs, eats memory or crashes its reader",
           "its process is ended by the kernel's clock; the next page is read",
           ("crawler/test_workers.py::test_a_page_that_breaks_its_reader_is_refused_with_the_reason_and_the_next_is_read",
            "crawler/test_crawl.py::test_a_page_that_takes_too_long_is_refused_and_holds_up_nothing")),
    Attack(8, "<script>, \"><img onerror>, SVG, </style>, {{7*7}}, Markdown and JSON-shaped texts in titles, authors, outlets, "
              "entities, quotes, themes, on every page", "shown as they are, inert; a Content-Security-Policy forbids scripts",
           ("browse/test_desk_pages.py::test_strangers_text_stays_text",
            "browse/test_desk_pages.py::test_attacks_are_shown_as_they_are", "browse/test_desk_pages.py::test_headers")),
    Attack(8, "the same in Atom feeds", "text",
           ("browse/test_feed.py::test_hostile_text_stays_text", "browse/test_desk_filter.py::test_strangers_titles_are_text")),
    Attack(8, "the same in mails: digest and alerts", "text; no script, picture, form or frame in any mail",
           ("digest/test_digest_render.py::test_hostile_texts_in_every_place",
            "digest/test_digest_alerts.py::test_strangers_texts_stay_text",
            "browse/test_desk_pages.py::test_archived_mail_is_shut_in")),
    Attack(8, "the same in labels of charts", "text", ("browse/test_plot.py::test_marked",)),
    Attack(9, "javascript:, data:text/html and //evil links", "no link",
           ("browse/test_desk_parts.py::test_safe_link", "browse/test_desk_parts.py::test_safe_link_is_never_anything_else",
            "digest/test_digest_render.py::test_links")),
    Attack(9, "bidi controls and unseen characters", "left out",
           ("browse/test_desk_parts.py::test_plain_leaves_nothing_unseen",
            "digest/test_digest_render.py::test_plain_text_is_one_visible_line")),
    Attack(10, "CR, LF, U+2028, NUL, encoded words and 5 KB in a subject", "one line of text; no header comes in",
           ("digest/test_digest_message.py::test_no_header_comes_in", "digest/test_digest_message.py::test_header_text",
            "digest/test_digest_message.py::test_header_text_for_any_text",
            "digest/test_digest_message.py::test_what_python_lets_in_is_caught_before_it_leaves")),
    Attack(11, "=cmd|..., =HYPERLINK, +, -, @ in cells", "text in every CSV, of the desk and of commands",
           ("browse/test_desk_sheets.py::test_tables_of_strangers_are_safe",
            "browse/test_desk_sheets.py::test_every_cell_is_safe_however_it_comes",
            "pantau/test_files_and_config.py::test_no_csv_cell_begins_a_formula")),
    Attack(12, "../, %2e%2e%2f, NUL, 300 bytes, CON as names of mails and outlets", "a plain name in the folder meant",
           ("digest/test_digest_deliver.py::test_file_names_are_no_paths",
            _SUPPLY + "test_no_host_makes_an_outlet_file_outside_its_folder")),
    Attack(13, "' OR 1=1-- and the like in every named query", "a value",
           ("store/test_store_asking.py::test_what_a_person_types_is_a_value",)),
    Attack(13, "the same in every parameter and path of the desk", "a value; nothing is changed, nothing private shown",
           (_DESK + "test_what_stands_in_an_address_is_a_value",)),
    Attack(13, "ATTACH, PRAGMA, writes, load_extension and recursion without end by the desk's own SQL", "refused or stopped",
           (_DESK + "test_sql_of_ones_own_reads_and_nothing_else",
            "browse/test_desk_pages.py::test_endless_question_is_stopped",
            "browse/test_desk_pages.py::test_private_columns_stay_shut")),
    Attack(13, "FTS \", *, NEAR( in searches", "words",
           ("store/test_store_asking.py::test_search_never_raises", "browse/test_desk_parts.py::test_search_takes_anything")),
    Attack(14, "addresses and secrets in /-/metadata and other pages", "not there",
           ("browse/test_desk_pages.py::test_no_page_holds_an_address",)),
    Attack(14, "user:pass@ in stored addresses, cookies in the record", "left out",
           (_ADDRESSES + "test_no_user_name_of_an_address_is_kept",
            "crawler/test_archive_replay.py::test_what_is_appended_is_read_back_at_its_offset")),
    Attack(14, "tokens, sessions and signatures in addresses of pages, also where a redirect adds them", "left out",
           ("crawler/test_canonical.py::test_a_well_known_secret_is_cut",
            _ADDRESSES + "test_no_secret_of_an_address_is_kept")),
    Attack(14, "passwords of the mail server, secrets of links, the password of a proxy in logs, errors and the database",
           "nowhere",
           ("digest/test_digest_deliver.py::test_a_password_shows_nowhere",
            "browse/test_desk_subscribing.py::test_a_link_does_not_stand_in_the_log",
            _SUPPLY + "test_the_password_of_a_proxy_shows_nowhere")),
    Attack(15, "robots.txt that answers 5xx, 429, HTML, bytes, or not at all", "as RFC 9309 has it: no answer forbids all",
           ("crawler/test_politeness.py::test_robots_in_every_state",
            "crawler/test_politeness.py::test_where_robots_cannot_be_reached_nothing_is_asked_and_the_reason_is_its")),
    Attack(15, "a robots.txt of ten megabytes", "obeyed, or all is forbidden",
           (_BODIES + "test_a_robots_of_ten_megabytes_is_obeyed_or_forbids_all",)),
    Attack(15, "a Disallow that is added", "holds from the next run on",
           (_BODIES + "test_a_disallow_that_is_added_holds_from_the_next_run_on",)),
    Attack(15, "Crawl-delay", "obeyed in full", ("crawler/test_politeness.py::test_crawl_delay_is_obeyed",)),
    Attack(16, "a WARC cut off or changed anywhere", "all before the damage is read, and the place is named",
           ("crawler/test_archive_replay.py::test_of_a_damaged_file_all_before_the_damage_is_read_and_the_place_is_named",
            "crawler/test_archive_replay.py::test_replay_of_a_cut_file_keeps_what_came_before_and_then_complains")),
    Attack(16, "a damaged database", "set aside as it lies; no backup is made of it",
           ("store/test_store_keeping.py::test_a_damaged_database_is_set_aside_as_it_lies",
            "store/test_store_keeping.py::test_a_damaged_database_gives_no_backup_and_leaves_the_one_before")),
    Attack(16, "a whole run (crawl, analyse, digest, backup) killed: a torn record, a commit, a text on its way, a backup",
           "started again it ends as one that was not killed",
           (_KILLED + "test_a_run_that_is_killed_at_a_few_points_ends_as_one_that_was_not",)),
    Attack(16, "killed at 200 seeded effects, on both sides of each commit, and 20 times from outside",
           "nothing lost, nothing doubled, each mail once or said to be unknown",
           (_KILLED + "test_a_run_that_is_killed_at_any_effect_ends_as_one_that_was_not",
            _KILLED + "test_a_run_that_is_killed_before_or_after_any_commit_ends_as_one_that_was_not",
            _KILLED + "test_a_run_that_is_killed_from_outside_ends_as_one_that_was_not"), "test-hostile"),
    Attack(16, "a full disk, files that may not grow, a folder that may only be read, no file handles, a clock that jumps "
               "back, a database that stays locked",
           "one clear error, an exit code, and when it is over the run ends as an undisturbed one",
           (_STARVED + "test_a_run_that_is_starved_says_so_and_ends_well_when_it_is_fed",
            _STARVED + "test_a_clock_that_jumps_back_doubles_nothing",
            _STARVED + "test_a_database_that_is_locked_is_waited_for_and_then_said"), "test-hostile"),
    Attack(16, "a full disk under a mail", "no half file, no mail without its ledger",
           ("digest/test_digest_transport.py::test_a_full_disk_leaves_no_half_an_eml",
            "digest/test_digest_transport.py::test_a_full_disk_under_the_ledger")),
    Attack(17, "weights or data that are not the pinned ones", "refused",
           ("nlp/test_embedding.py::test_damaged_weights_are_refused",
            "nlp/test_recogniser.py::test_weights_that_are_not_the_pinned_ones_are_refused",
            _SUPPLY + "test_every_pinned_weight_is_what_was_pinned")),
    Attack(17, "pickles and code from outside", "never loaded", (_SUPPLY + "test_nothing_from_outside_is_unpickled_or_run",)),
    Attack(17, "a package that was changed", "every package of the lock has its hash; pip refuses another",
           (_SUPPLY + "test_every_package_of_the_locks_has_its_hash",)),
    Attack(17, "any bytes and texts in feeds, sitemaps, list pages, robots.txt, records, outlet files, dates, figures, headers, "
               "spreadsheets and searches",
           "an answer or the one documented error, in bounded time", (_FUZZ + "test_any_input_is_answered_or_refused",)),
)  # fmt: skip
