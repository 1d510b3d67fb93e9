"""共用导出架: finished exports in the bucket that all hosts share, so that each of them hands out what another has made."""

from pathlib import Path
from typing import IO

from respbook.store.bucket import BucketPlace, asking, client_of
from respbook.store.shelf import ExportShelf

PREFIX = "exports/"
"""No digest begins so: the store of originals and this shelf never meet."""


class BucketShelf(ExportShelf):
    """共用导出架. A file is made in a folder of this host and lies there no longer than that."""

    def __init__(self, place: BucketPlace, folder: Path) -> None:
        super().__init__(folder)
        self._bucket = place.bucket
        self._client = client_of(place)

    def keep(self, export_id: int, tries: int) -> None:
        """放上架; a large one goes in parts and is there once all of it is. Raises StoreAway."""
        from boto3.s3.transfer import TransferConfig

        made, whole = self.made(export_id, tries), _key(export_id, tries)
        with asking():
            self._client.upload_file(str(made), self._bucket, whole, Config=TransferConfig(use_threads=False))

    def find(self, export_id: int, tries: int) -> Path | IO[bytes] | None:
        """找出: as it comes from the bucket; a file from before there was one lies in the folder. Raises StoreAway."""
        with asking():
            try:
                answer = self._client.get_object(Bucket=self._bucket, Key=_key(export_id, tries))
            except self._client.exceptions.NoSuchKey:
                return super().find(export_id, tries)
        content: IO[bytes] = answer["Body"]
        return content

    def drop(self, export_id: int) -> None:
        """取下. Raises StoreAway."""
        super().drop(export_id)
        with asking():
            listed = self._client.list_objects_v2(Bucket=self._bucket, Prefix=f"{PREFIX}{export_id}-")
            for each in listed.get("Contents", ()):
                self._client.delete_object(Bucket=self._bucket, Key=each["Key"])


def _key(export_id: int, tries: int) -> str:
    return f"{PREFIX}{export_id}-{tries}"
