"""An SMTP server for the tests of mail: aiosmtpd with TLS and a log-in.

Says its port on the first line, then what it took, as one line of JSON a message. Ends when its input does.
"""
import asyncio
import email
import email.policy
import json
import logging
import ssl
import sys
import warnings

from aiosmtpd.smtp import SMTP, AuthResult

SECURITY, CERTIFICATE, KEY, WITHOUT = sys.argv[1:5]


# What aiosmtpd says of connections that the tests break off on purpose.
logging.disable()
warnings.simplefilter("ignore")


def say(what):
    print(json.dumps(what), flush=True)


def authenticate(server, session, envelope, mechanism, data):
    right = (data.login, data.password) == (b"clinica", "pão & açúcar".encode())
    # Not handled here means that aiosmtpd answers as RFC 4954 asks.
    return AuthResult(success=right, handled=False, auth_data=mechanism)


class Handler:
    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("nobody@"):
            return "550 5.1.1 no such mailbox"
        if address.startswith("later@"):
            return "450 4.2.0 greylisted, try again"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        mail = email.message_from_bytes(envelope.content, policy=email.policy.default)
        say({
            "by": session.auth_data,
            "sender": envelope.mail_from,
            "recipients": envelope.rcpt_tos,
            "headers": {name.lower(): str(value) for name, value in mail.items()},
            "text": mail.get_content(),
            "ascii": envelope.content.isascii(),
        })
        return "250 taken"


def connection(tls):
    return SMTP(
        Handler(),
        hostname="localhost",
        tls_context=tls if SECURITY == "start_tls" else None,
        require_starttls=SECURITY == "start_tls",
        auth_required=True,
        # aiosmtpd knows only of TLS that it began itself.
        auth_require_tls=SECURITY == "start_tls",
        auth_exclude_mechanism=[WITHOUT],
        authenticator=authenticate,
    )


async def serve():
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(CERTIFICATE, KEY)
    loop = asyncio.get_running_loop()
    first = tls if SECURITY == "tls" else None
    server = await loop.create_server(lambda: connection(tls), "127.0.0.1", 0, ssl=first)
    say(server.sockets[0].getsockname()[1])
    await loop.run_in_executor(None, sys.stdin.read)
    server.close()


asyncio.run(serve())
