"""对象存储 on this machine for the tests: a server of its own thread, a bucket of its own for each test."""

import itertools
import logging
import warnings
from contextlib import contextmanager

import boto3

from respbook.store import BucketPlace

_numbers = itertools.count(1)


@contextmanager
def running():
    """The address of an S3 server that lives until the block ends."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from moto.server import ThreadedMotoServer
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    try:
        yield f"http://{host}:{port}"
    finally:
        server.stop()


def made(url):
    """A new, empty bucket."""
    place = BucketPlace(url, f"respbook-{next(_numbers)}", "key", "secret")
    client = boto3.client(
        "s3",
        endpoint_url=url,
        region_name=place.region,
        aws_access_key_id=place.key,
        aws_secret_access_key=place.secret,
    )
    client.create_bucket(Bucket=place.bucket)
    return place
