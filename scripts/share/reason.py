"""What is wrong between this host and Redis, for people: what it is, and what would be right. `errwatch peers` and the status page have
the first 127 bytes of it."""
from __future__ import annotations

import re
import ssl
from typing import Iterator, Optional

import redis
from redis.sentinel import MasterNotFoundError

from share.configuration import Configuration

LONGEST = 200  # of what Redis says
# Of OpenSSL's X509_V_ERR_...: not for this name, not for this address; of nobody who is trusted.
OTHER_NAME, OF_NOBODY = (62, 64), (2, 18, 19, 20, 21, 24, 27)
NO_TLS_THERE = "Redis does not answer in TLS: where this port has none, give its tls-port, or say tls = false"
TLS_THERE = "Redis ends the connection unanswered: where it speaks TLS alone, say tls = true below [redis]"
ENDED = (ConnectionResetError, ConnectionAbortedError, BrokenPipeError, ssl.SSLEOFError, ssl.SSLZeroReturnError)


def _causes(error: Optional[BaseException]) -> Iterator[BaseException]:
    """It, and what python3-redis made it of."""
    seen: list[BaseException] = []
    while error is not None and error not in seen:
        yield error
        seen.append(error)
        error = error.__cause__ or error.__context__


def _mistake_in_files(files: dict[str, str]) -> str:
    """Of TLS; OpenSSL says the same of each of them."""
    for key in ("ca_file", "certificate_file"):
        if key in files:
            try:
                ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(cafile=files[key])
            except ssl.SSLError:
                return f"redis.{key}: {files[key]} has no certificate (PEM) that can be read"
            except OSError as error:
                return f"redis.{key}: {files[key]}: {error.strerror}"
    if "certificate_key_file" not in files:
        return ""
    certificate, key_file = files["certificate_file"], files["certificate_key_file"]
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_cert_chain(certificate, key_file, password="")
    except (ssl.SSLError, ValueError) as error:
        if "KEY_VALUES_MISMATCH" in str(error):
            return f"redis.certificate_key_file: {key_file} is the key of another certificate than {certificate}"
        return f"redis.certificate_key_file: {key_file} has no private key (PEM, without a password) that can be read"
    except OSError as error:
        return f"redis.certificate_key_file: {key_file}: {error.strerror}"
    return ""


def _not_trusted(error: ssl.SSLCertVerificationError, files: dict[str, str]) -> str:
    said = f"certificate verify failed: {error.verify_message}"
    if error.verify_code in OTHER_NAME:
        return f"Redis' certificate is for other names than redis.servers has: {said}"
    if error.verify_code not in OF_NOBODY:
        return f"Redis' certificate is not valid, or this host's clock is wrong: {said}"
    if "ca_file" in files:
        return f"Redis' certificate is of no authority in redis.ca_file, which has to be the one that signed it: {said}"
    return f"Redis' certificate is of no authority that is known here: say redis.ca_file ({said})"


def _of_tls(causes: list[BaseException], configuration: Configuration) -> str:
    settings = configuration.redis
    of_tls = [cause for cause in causes if isinstance(cause, ssl.SSLError)]
    if settings.files and (of_tls or any(isinstance(cause, (FileNotFoundError, PermissionError)) for cause in causes)):
        if mistake := _mistake_in_files(settings.files):
            return mistake
    for cause in of_tls:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return _not_trusted(cause, settings.files)
        if "ALERT" in str(cause) and ("CERTIFICATE" in str(cause) or "UNKNOWN_CA" in str(cause) or "HANDSHAKE_FAILURE" in str(cause)):
            return _certificate_is_wanted(settings.files)
        if "WRONG_VERSION_NUMBER" in str(cause):
            return NO_TLS_THERE
    return ""


def _certificate_is_wanted(files: dict[str, str]) -> str:
    if "certificate_file" in files:
        return "Redis ends the TLS connection: is redis.certificate_file signed by an authority of its tls-ca-cert-file?"
    return "Redis ends the TLS connection: it may want redis.certificate_file, or say tls-auth-clients no in redis.conf"


def _of_connection(causes: list[BaseException], configuration: Configuration, has_answered: bool) -> str:
    """`has_answered`: ever, so that it is not for how it was asked."""
    settings = configuration.redis
    for cause in causes:
        if isinstance(cause, (redis.TimeoutError, TimeoutError)):
            is_handshake = any("handshake" in str(one) for one in causes)
            return NO_TLS_THERE if is_handshake and not has_answered else "Redis does not answer"
        if isinstance(cause, ENDED) or "closed by server" in str(cause):
            if has_answered or settings.servers[0].startswith("unix:"):
                return "Redis ended the connection"
            return _certificate_is_wanted(settings.files) if settings.tls else TLS_THERE
    return ""


def _of_rights(error: BaseException, configuration: Configuration) -> str:
    text = str(error)
    if "DENIED" in text and "protected mode" in text:
        return "Redis is in protected mode: its default user has no password. Say requirepass in redis.conf, not protected-mode no"
    if isinstance(error, redis.exceptions.AuthenticationError) or "WRONGPASS" in text or "NOAUTH" in text:
        return f"Redis refuses user and password: {text[:LONGEST]}"
    if isinstance(error, redis.exceptions.NoPermissionError) or "ACL failure" in text:
        keys = f" (it needs ~errwatch:{{{configuration.group}:*}}:*)" if re.search(r"access.*\bkeys?\b", text) else ""
        return f"Redis: the ACL user may not do that{keys}: {text[:LONGEST]}"
    return ""


def reason_of(error: BaseException, configuration: Configuration, has_answered: bool = True) -> str:
    """Always the same for the same cause, and no secret in it."""
    text, causes = str(error), list(_causes(error))
    if told := _of_rights(error, configuration):
        return told
    if "exhausted the last possible ID" in text:
        return "Redis takes nothing more in a stream: somebody wrote the last number that there is. redis-cli DEL errwatch:{GROUP:SHARD}:..., of each stream"
    if "OOM" in text or "maxmemory" in text:
        return "Redis has no memory left (maxmemory)"
    if isinstance(error, redis.exceptions.ReadOnlyError) or "read only replica" in text:
        return "this Redis is a replica now"
    if isinstance(error, redis.exceptions.BusyLoadingError):
        return "Redis is loading its data"
    if isinstance(error, MasterNotFoundError):
        return "the sentinels know no master"
    return _of_tls(causes, configuration) or _of_connection(causes, configuration, has_answered) or f"Redis: {text[:LONGEST] or type(error).__name__}"
