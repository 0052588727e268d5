"""Archive and Parquet between the steps at a URL (WAREHOUSE_STORAGE_URL): brought before a night, sent after it.

Belongs here: which parts lie there, and that a night that cannot send says so. Does not belong here: how they are
brought and sent (lib/mirror.py). Without the setting nothing of this is imported, and the data folder is all there is.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from dagster_project.lib.mirror import Mirror
from dagster_project.lib.reasons import reason_of_error
from dagster_project.returns.receive.blobs import blob_path
from dagster_project.returns.receive.forgotten import forgotten_hashes
from dagster_project.settings import Settings


@contextmanager
def stored(settings: Settings, say: Callable[[str], None]) -> Iterator[None]:
    """Bring what other machines sent, and send what this run made, however it ended.

    A storage that cannot be reached stops a run before it begins: it would work on what another one replaced. One that
    cannot be reached at the end is told through ``say``: what was published stands, and the next run sends it.

    Raises:
        OSError: it could not be brought.
    """
    url = settings.storage_url
    if not url:
        yield
        return
    try:
        mirror = Mirror(
            settings.data_dir,
            url,
            settings.storage_fsspec_options(),
            # The archive first: what was received must not be lost.
            parts=("archive", "returns", "history"),
            kept=("archive/",),
            last=("archive/received/", "returns/stamps/"),
            left_out=("archive/incoming/", "returns/tmp/"),
        )
        mirror.bring()
        # Taken out on purpose, by whichever machine: it may still have lain there.
        taken_out = [blob_path(settings.archive_dir, sha256) for sha256 in forgotten_hashes(settings.archive_dir)]
        for blob in taken_out:
            blob.unlink(missing_ok=True)
    except Exception as problem:
        raise OSError(f"WAREHOUSE_STORAGE_URL could not be read: {reason_of_error(problem)}") from problem
    try:
        yield
    finally:
        try:
            mirror.send([str(blob.relative_to(settings.data_dir)) for blob in taken_out])
        except Exception as problem:
            say(f"Chưa gửi lên kho lưu trữ, lần sau gửi tiếp · Not sent to the storage yet: {reason_of_error(problem)}")
