from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509
from prometheus_client import CollectorRegistry, Gauge

from services.notifier.certificate import Certificate
from tests.servers import free_port
from tests.unit.egress.servers import answer, certificate, site

HOST = "127.0.0.1"


def gauge() -> Gauge:
    return Gauge("ends", "Ends.", registry=CollectorRegistry())


def ends(expires: Gauge) -> float:
    return expires.collect()[0].samples[0].value


def written(file: Path) -> datetime:
    return x509.load_pem_x509_certificate(file.read_bytes()).not_valid_after_utc


async def test_the_end_of_the_certificate_is_told(tmp_path: Path) -> None:
    server, _ = certificate(tmp_path, HOST)
    expires = gauge()

    async with site(answer(), tls=server) as served:
        assert await Certificate(served.url(host=HOST), expires).look()

    assert datetime.fromtimestamp(ends(expires), UTC) == written(tmp_path / f"{HOST}.pem")


async def test_without_an_answer_the_last_word_stands() -> None:
    expires = gauge()
    expires.set(5)

    assert not await Certificate(f"https://{HOST}:{free_port()}", expires).look()
    async with site(answer()) as plain:
        address = plain.url(host=HOST).replace("http:", "https:")
        assert not await Certificate(address, expires).look()

    assert ends(expires) == 5


async def test_an_address_without_tls_has_no_certificate() -> None:
    expires = gauge()

    assert not await Certificate("http://127.0.0.1:8100", expires).look()
    assert ends(expires) == 0
