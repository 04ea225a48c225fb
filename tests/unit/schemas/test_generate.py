"""The committed schema files are those that the dataclasses give, and a published one never changes silently."""

from pathlib import Path

import jsonschema
import msgspec
import pytest

from schemas import generate
from schemas.registry import VERSIONS


@pytest.mark.parametrize("name", sorted(generate.documents()))
def test_a_committed_file_is_what_the_dataclasses_give(name: str) -> None:
    committed = (generate.FOLDER / name).read_bytes()
    assert committed == generate.documents()[name], "run python -m schemas.generate"


def test_no_schema_file_is_left_over() -> None:
    expected = {generate.file_name(*key) for key in VERSIONS} | {generate.PUBLISHED}
    assert {path.name for path in (generate.FOLDER / "json").iterdir()} == expected


def test_every_schema_is_published_and_none_changed() -> None:
    now = {generate.file_name(*key): generate.digest(generate.json_schema(*key)) for key in VERSIONS}
    assert generate.published() == now


def test_a_published_schema_cannot_be_written_over(tmp_path: Path) -> None:
    generate.write(tmp_path, publish=True)
    promised = tmp_path / "json" / generate.PUBLISHED
    promised.write_bytes(promised.read_bytes().replace(b'"feed.gone.v1.json": "', b'"feed.gone.v1.json": "0'))
    with pytest.raises(generate.PublishedSchemaChanged, match=r"feed\.gone\.v1\.json is published and would change"):
        generate.write(tmp_path)


def test_a_digest_tells_a_new_field_but_not_better_words() -> None:
    schema = generate.json_schema("feed.gone", 1)
    reworded = {**schema, "description": "Better words."}
    widened = {**schema, "required": []}
    assert generate.digest(reworded) == generate.digest(schema) != generate.digest(widened)


@pytest.mark.parametrize("key", sorted(VERSIONS), ids=lambda key: f"{key[0]}.v{key[1]}")
def test_an_example_fits_its_json_schema_and_a_broken_one_does_not(key: tuple[str, int]) -> None:
    example = msgspec.json.decode((generate.FOLDER / "examples" / generate.file_name(*key)).read_bytes())
    schema = generate.json_schema(*key)
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    validator.validate(example["data"])
    broken = {**example["data"], schema["required"][0]: []}
    with pytest.raises(jsonschema.ValidationError):
        validator.validate(broken)
