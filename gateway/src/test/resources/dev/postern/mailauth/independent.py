"""Signs and checks mail with dkimpy, for tests that want a second opinion.

  independent.py verify ZONE <mail       prints ok or bad for each DKIM-Signature, top first
  independent.py arc ZONE <mail          prints the chain's state
  independent.py sign ALGORITHM FORMS SELECTOR DOMAIN KEYFILE <mail    prints the signed mail
  independent.py vectors DIR             makes the frozen vectors anew: mails and their zone

ZONE has a record a line: name, tab, text. The keys of the vectors are thrown away.
"""

import base64
import os
import subprocess
import re
import sys
import tempfile
import types

import dkim
import nacl.signing

MAIL = (
    b"Received: from a.example.org (a.example.org [192.0.2.1])\r\n"
    b"\tby b.example.org; Fri, 2 Jan 2026 03:04:05 +0000\r\n"
    b"From: =?utf-8?q?J=C3=B6rg?= <joerg@example.org>\r\n"
    b"To: a@example.net,\r\n\tb@example.net,   c@example.net \r\n"
    b"SUBJECT:  Two   blanks \t and a tab\r\n"
    b"Date: Fri, 2 Jan 2026 03:04:05 +0000\r\n"
    b"Message-ID: <1@example.org>\r\n"
    b"MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
    b"X-Empty:\r\nX-Blank: \r\n"
)
BODIES = {
    "plain": b"Hello,\r\n\r\nthis  is \t text.  \r\n\r\nBye\r\n",
    "blank": b"\r\n\r\n\r\n",
    "none": b"",
    "open": b"no line end",
    "tail": b" lead\r\ntrail \t \r\n \r\n\r\n \t\r\n\r\n",
    "octets": bytes(range(1, 10)) + bytes(range(14, 256)) + b"\r\n",
}


def read_results(text):
    """Stands in for the authres package, of which sealing needs no more than this."""
    value = text.split(":", 1)[1]
    found = re.findall(r";\s*(\w+)=(\w+)", value)
    return types.SimpleNamespace(
        authserv_id=value.split(";")[0].strip(),
        results=[types.SimpleNamespace(method=m, result=r) for m, r in found])


dkim.authres = types.SimpleNamespace(
    AuthenticationResultsHeader=types.SimpleNamespace(parse=read_results),
    core=types.SimpleNamespace(SyntaxError=SyntaxError))


def zone(path):
    with open(path, encoding="ascii") as lines:
        return dict(line.rstrip("\n").split("\t", 1) for line in lines)


def lookup(records):
    def ask(name, timeout=5):
        return records.get(name.decode("ascii").rstrip("."), "").encode("ascii")

    return ask


def sign(mail, algorithm, forms, selector, domain, key, length=None):
    signer = dkim.DKIM(mail, signature_algorithm=algorithm.encode())
    header, body = forms.encode().split(b"/")
    signature = signer.sign(
        selector.encode(), domain.encode(), key, canonicalize=(header, body), length=length)
    return signature + mail


def rsa(bits):
    with tempfile.NamedTemporaryFile() as file:
        subprocess.run(
            ["openssl", "genrsa", "-traditional", "-out", file.name, str(bits)],
            check=True, stderr=subprocess.DEVNULL)
        public = subprocess.run(
            ["openssl", "rsa", "-in", file.name, "-pubout", "-outform", "DER"],
            check=True, capture_output=True).stdout
        with open(file.name, "rb") as pem:
            return pem.read(), "v=DKIM1; k=rsa; p=" + base64.b64encode(public).decode()


def ed25519():
    key = nacl.signing.SigningKey.generate()
    public = base64.b64encode(bytes(key.verify_key)).decode()
    return base64.b64encode(bytes(key)), "v=DKIM1; k=ed25519; p=" + public


def chain(keys, hops):
    """Passes a mail on; a list adds a footer, which older message signatures do not survive."""
    mail = MAIL + b"\r\n" + BODIES["plain"]
    for hop in range(1, hops + 1):
        name = "hop%d.example" % hop
        state = "none" if hop == 1 else "pass"
        results = "Authentication-Results: %s; arc=%s; dkim=pass header.d=example.org\r\n"
        if hop == 2:
            mail += b"-- \r\nlist footer\r\n"
        sealed = dkim.arc_sign(
            (results % (name, state)).encode() + mail, b"arc", name.encode(), keys[hop - 1],
            name.encode())
        mail = b"".join(sealed) + mail
        yield hop, mail


def vectors(into):
    records = {}

    def put(name, mail):
        with open(os.path.join(into, name + ".eml"), "wb") as out:
            out.write(mail)

    made = {"rsa-sha256": rsa(2048), "ed25519-sha256": ed25519()}
    for algorithm, (key, text) in made.items():
        selector = algorithm.split("-")[0]
        records[selector + "._domainkey.example.org"] = text
        for forms in ("simple/simple", "simple/relaxed", "relaxed/simple", "relaxed/relaxed"):
            for body, octets in BODIES.items():
                mail = sign(
                    MAIL + b"\r\n" + octets, algorithm, forms, selector, "example.org", key)
                put("-".join(["dkim", selector, forms.replace("/", "-"), body]), mail)
    arc = [rsa(1024) for _ in range(3)]
    for hop, (_, text) in enumerate(arc, 1):
        records["arc._domainkey.hop%d.example" % hop] = text
    for hop, mail in chain([key for key, _ in arc], 3):
        put("arc-%d" % hop, mail)
    with open(os.path.join(into, "zone.tsv"), "w", encoding="ascii") as out:
        for name, text in records.items():
            out.write(name + "\t" + text + "\n")


def main(command, *arguments):
    if command == "vectors":
        vectors(*arguments)
        return
    mail = sys.stdin.buffer.read()
    if command == "sign":
        *how, file = arguments
        with open(file, "rb") as key:
            sys.stdout.buffer.write(sign(mail, *how, key.read()))
    elif command == "arc":
        print(dkim.arc_verify(mail, dnsfunc=lookup(zone(*arguments)))[0].decode())
    else:
        ask = lookup(zone(*arguments))
        checked = dkim.DKIM(mail)
        count = sum(1 for name, _ in checked.headers if name.lower() == b"dkim-signature")
        for index in range(count):
            try:
                good = dkim.DKIM(mail).verify(index, dnsfunc=ask)
            except dkim.DKIMException as e:
                print("bad", e)
                continue
            print("ok" if good else "bad")


main(*sys.argv[1:])
