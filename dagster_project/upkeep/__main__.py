"""What `make` asks about the state of the data folder: ``verify``, ``rotate-key``, and ``dagster`` before `make ui`.

Belongs here: the words on the terminal and the exit code: 0 when all is well, 1 when something is to be done.
"""

import sys

from dagster_project.lib.command import Command, refused
from dagster_project.lib.locks import LockHeld, locked
from dagster_project.lib.reasons import reason_of_error
from dagster_project.settings import Settings, WrongSetting, check_names, load_settings
from dagster_project.upkeep.mending import mend_dagster
from dagster_project.upkeep.person_key import rotate_person_key
from dagster_project.upkeep.verify import verify

_ASK = """\
Đổi khóa: mỗi người trong kho nhận mã mới ở lần tổng hợp sau; số liệu công bố không đổi. Khóa cũ được giữ lại bên cạnh.
Another person key: the next night gives every person another key in the warehouse; published figures stay as they are,
and the old key is kept beside the new one. What you keep by person key elsewhere no longer fits. To do it:
    make rotate-key CONFIRM=yes"""


_HELP = """verify                    every archived file against its hash, every Parquet file, warehouse and publication
dagster                   Dagster's own records, before the web server opens them; what is damaged is put aside
rotate-key CONFIRM=yes    another person key, for every person from the next night on"""


def main(arguments: list[str]) -> int:
    """Do what is asked; returns the exit code."""
    command = Command(
        "dagster_project.upkeep", "Looks whether all is whole, or puts another person key in force.", _HELP
    )
    action, given = command.action(("verify", "dagster", "rotate-key"), arguments)
    typed = command.named_values(("CONFIRM",) if action == "rotate-key" else (), given)
    try:
        check_names()
        settings = load_settings()
        if action == "verify":
            return _verify(settings)
        if action == "dagster":
            # `make ui` asks before Dagster opens its records, and would end with a traceback at damaged ones.
            for note in mend_dagster(settings.dagster_home, thorough=True):
                print(note, file=sys.stderr)
            return 0
        if typed.get("CONFIRM") != "yes":
            print(_ASK, file=sys.stderr)
            return 1
        return _rotate(settings)
    except LockHeld as held:
        return refused(f"đang tổng hợp, hãy chờ · a night is running, wait for its end: {held}")
    except WrongSetting as problem:
        return refused(str(problem))
    except (ValueError, OSError) as problem:
        return refused(reason_of_error(problem))


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
