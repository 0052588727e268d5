"""Messages between two processes over a pipe: 8 bytes of length, then that many bytes."""

from typing import BinaryIO

_LENGTH_BYTES = 8


class FrameTooLarge(Exception):
    """The other side announces more than was allowed."""


def write_frame(pipe: BinaryIO, payload: bytes) -> None:
    """Write one frame."""
    pipe.write(len(payload).to_bytes(_LENGTH_BYTES, "big"))
    pipe.write(payload)
    pipe.flush()


def read_frame(pipe: BinaryIO, largest: int | None = None) -> bytes | None:
    """Read one frame; None where the other side has ended. Raises FrameTooLarge before it reads such a one."""
    head = pipe.read(_LENGTH_BYTES)
    length = int.from_bytes(head, "big")
    if len(head) < _LENGTH_BYTES:
        return None
    if largest is not None and length > largest:
        raise FrameTooLarge
    payload = pipe.read(length)
    return payload if len(payload) == length else None
