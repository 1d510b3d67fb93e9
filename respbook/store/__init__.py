"""文件库: originals by their digest, in a folder or in an S3-compatible bucket; copies that can be made again beside it."""

from respbook.store.base import DiskFull, Store
from respbook.store.bucket import BucketPlace, BucketStore, StoreAway
from respbook.store.bucket_shelf import BucketShelf
from respbook.store.copies import Copies
from respbook.store.folder import FolderStore
from respbook.store.shelf import ExportShelf

__all__ = [
    "BucketPlace",
    "BucketShelf",
    "BucketStore",
    "Copies",
    "DiskFull",
    "ExportShelf",
    "FolderStore",
    "Store",
    "StoreAway",
]
