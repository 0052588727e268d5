"""What the data team types about the state of the data folder: ``verify`` and ``rotate-key``.

Belongs here: the words on the terminal and the exit code: 0 when all is well, 1 when something is to be done.
"""

import sys

from dagster_project.lib.locks import LockHeld, locked
from dagster_project.lib.reasons import reason_of_error
from dagster_project.settings import Settings, load_settings
from dagster_project.upkeep.person_key import rotate_person_key
from dagster_project.upkeep.verify import verify

_ASK = """\
Đổi khóa: mỗi người trong kho nhận mã mới ở lần tổng hợp sau; số liệu công bố không đổi. Khóa cũ được giữ lại bên cạnh.
Another person key: the next night gives every person another key in the warehouse; published figures stay as they are,
and the old key is kept beside the new one. What you keep by person key elsewhere no longer fits. To do it:
    make rotate-key CONFIRM=yes"""


def main(arguments: list[str]) -> int:
    """Do what is asked; returns the exit code."""
    try:
        match arguments:
            case ["verify"]:
                return _verify(load_settings())
            case ["rotate-key", "CONFIRM=yes"]:
                return _rotate(load_settings())
            case ["rotate-key", *_]:
                print(_ASK, file=sys.stderr)
            case _:
                print("verify | rotate-key CONFIRM=yes", file=sys.stderr)
    except LockHeld as held:
        print(f"Đang tổng hợp, hãy chờ · a night is running, wait for its end: {held}", file=sys.stderr)
    except (ValueError, OSError) as problem:
        print(reason_of_error(problem), file=sys.stderr)
    return 1


def _verify(settings: Settings) -> int:
    found = verify(settings)
    for line in found.damage:
        print(f"Hỏng · damaged: {line}")
    damaged = len(found.damage)
    if damaged:
        print(f"{damaged} chỗ hỏng, đã kiểm {found.files} tệp · {damaged} damaged, {found.files} files looked at")
    else:
        print(f"Nguyên vẹn, đã kiểm {found.files} tệp · all is whole, {found.files} files looked at")
    return 1 if damaged else 0


def _rotate(settings: Settings) -> int:
    with locked(settings.data_dir / "night.lock", wait=False):
        old = rotate_person_key(settings)
    print("Khóa mới có hiệu lực từ lần tổng hợp sau · The new key is used from the next night on.")
    if old:
        print(
            f"Khóa cũ ở {old}; xóa khi không cần nữa · The old key lies in {old}: put it into the backup, and delete "
            "it when nothing refers to the old person keys any more."
        )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
