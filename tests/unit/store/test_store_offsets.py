"""Where to go on in a partition, and how far a batch goes."""

import pytest

from schemas.dead_letters import KafkaOrigin
from services.store.messages import Message
from services.store.offsets import Beginning, Move, beginning, moves


def message(topic: str, partition: int, offset: int) -> Message:
    return Message(origin=KafkaOrigin(topic=topic, partition=partition, offset=offset), headers=(), value=b"{}")


@pytest.mark.parametrize(
    ("stored", "earliest", "end", "wanted"),
    [
        (0, 0, 0, Beginning(offset=0)),
        (7, 0, 9, Beginning(offset=7)),
        (9, 0, 9, Beginning(offset=9)),
        (0, 40, 90, Beginning(offset=40)),
        (10, 40, 90, Beginning(offset=40, missed=30)),
        (91, 0, 90, Beginning(offset=0, anew=True)),
        (91, 5, 90, Beginning(offset=5, anew=True)),
    ],
)
def test_a_partition_goes_on_where_the_log_stands(stored: int, earliest: int, end: int, wanted: Beginning) -> None:
    assert beginning(stored, earliest, end) == wanted


def test_a_batch_moves_each_partition_behind_its_last_message() -> None:
    batch = [message("a", 0, 5), message("b", 1, 9), message("a", 0, 6), message("a", 1, 3)]
    expected = {("a", 0): 5, ("a", 1): 2, ("b", 1): 9, ("b", 2): 7}
    assert set(moves(batch, expected)) == {
        Move(topic="a", partition=0, expected=5, next=7),
        Move(topic="a", partition=1, expected=2, next=4),
        Move(topic="b", partition=1, expected=9, next=10),
    }
