"""Wrong flags and wrong files of cases: one sentence each, and nothing is heard."""

import pytest

CASE = "{name: a, kind: invariance, change: {gain_db: 1}, at_least: 0.9}"


@pytest.fixture
def refusal(earmark, bundle, tmp_path):
    def run(*arguments):
        chosen = () if "--bundle" in arguments else ("--bundle", bundle)
        done = earmark("behave", *chosen, *arguments, cwd=tmp_path)
        assert done.code == 2, done.err
        assert done.out == ""
        assert done.err.startswith("earmark: ") and done.err.count("\n") == 1, done.err
        return done.err

    return run


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--members", "forrest"], 'no member "forrest"'),
        (["--members", "forest,forest"], "forest"),
        (["--bundle", "nowhere"], "nowhere"),
        (["--pieces", "-1"], "--pieces must be a whole number from 0 to 100"),
        (["--pieces", "0"], "--pieces 0 needs songs"),
        (["--seed", "x"], "--seed"),
        (["--max-songs", "0"], "--max-songs"),
        (["--jobs", "0"], "--jobs"),
        (["--tracks", "a.csv", "--genres-dir", "b"], "one of --tracks CSV and --genres-dir DIR"),
        (["--root", "a"], "one of --tracks CSV and --genres-dir DIR"),
        (["--tracks", "nowhere.csv"], "nowhere.csv"),
        (["--cases", "nowhere.yaml"], "there is no file nowhere.yaml"),
        (["--markdown", "no/where.md"], "cannot write no/where.md: there is no folder"),
        (["--json", "no/where.json"], "cannot write no/where.json"),
        (["--html", "."], "cannot write .: it is a folder"),
        (["--case", "a"], "does not know --case; did you mean --cases?"),
    ],
)
def test_wrong_flags_are_told(refusal, arguments, words):
    assert words in refusal(*arguments)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "must hold one list"),
        ("cases: []", "must hold one list"),
        ("case: [1]", "line 1: unknown key case, only cases; did you mean cases?"),
        ("cases: [", "line 1: not YAML"),
        ("cases:\n- 7", "line 2: a case must be lines"),
        (f"cases:\n- {CASE}\n- {CASE}", 'line 3: there are two cases "a"'),
        ("cases:\n- {name: a, kin: invariance}", "line 2: a case has no key kin, only"),
        ("cases:\n- {name: a, kin: invariance}", "did you mean kind?"),
        ("cases:\n- {name: a, kind: invarience}", "did you mean invariance?"),
        ("cases:\n- {kind: invariance, change: {gain_db: 1}, at_least: 1}", "lacks name"),
        ("cases:\n- {name: a, change: {gain_db: 1}, at_least: 1}", "lacks kind"),
        ("cases:\n- {name: a, kind: invariance, at_least: 1}", '"a" lacks change'),
        ("cases:\n- {name: a, kind: invariance, change: {gain_db: 1}}", "lacks at_least"),
        (f"cases:\n- {CASE[:-1]}, genre: pop}}", "has genre, which does not go with invariance"),
        (f"cases:\n- {CASE[:-1]}, note: [1]}}", "note: it must be one value"),
        (f"cases:\n- {CASE.replace('0.9', '0')}", "from 0.01 to 1"),
        (f"cases:\n- {CASE.replace('0.9', '1.1')}", "from 0.01 to 1"),
        (f"cases:\n- {CASE.replace('gain_db', 'gain_bd')}", "did you mean gain_db?"),
        (f"cases:\n- {CASE.replace('gain_db: 1', 'gain_db: loud')}", "gain_db must be a number"),
        (f"cases:\n- {CASE.replace('gain_db: 1', 'noise_amplitude: -1')}", "from 0 to 100"),
        (f"cases:\n- {CASE.replace('gain_db: 1', 'sample_rate: 1')}", "from 1000 to 192000"),
        (f"cases:\n- {CASE.replace('gain_db: 1', 'gain_db: [1, 2]')}", "not steps"),
        (f"cases:\n- {CASE.replace('gain_db: 1', 'gain_db: [1]')}", "two or more values"),
        (f"cases:\n- {CASE[:-1]}, except: {{forest: 2}}}}", "from 0.01 to 1"),
        (f"cases:\n- {CASE[:-1]}, except: forest}}", "shares by member or profile"),
        (f"cases:\n- {CASE[:-1]}, or_unsure: maybe}}", "true"),
        (
            "cases:\n- {name: a, kind: direction, change: {gain_db: [1, 2]}, at_least: 1}",
            "lacks genre",
        ),
        (
            "cases:\n- {name: a, kind: direction, change: {gain_db: 1}, genre: pop, may_rise: 0.1,"
            " at_least: 1}",
            "a direction needs steps",
        ),
        (
            "cases:\n- {name: a, kind: minimum functionality, songs: all, at_least: 1}",
            "rendered and labelled",
        ),
    ],
)
def test_wrong_cases_are_told_with_their_place(refusal, tmp_path, text, words):
    (tmp_path / "my.yaml").write_text(text)
    message = refusal("--cases", "my.yaml", "--pieces", "1")
    assert "my.yaml" in message
    assert words in message


def test_a_report_is_left_as_it_was_where_the_run_cannot_begin(refusal, tmp_path):
    (tmp_path / "a.json").write_text("old")
    refusal("--json", "a.json", "--members", "oracle")
    assert (tmp_path / "a.json").read_text() == "old"
