"""Whom a strict S3 believes: signatures, checked by an implementation of their own, and the services that lend keys: those of a
container, a machine, STS and single sign-on."""
import calendar, hashlib, hmac, json, re, time
from urllib.parse import parse_qsl, quote
from storage_wire import Faulty, lock, world

KEYS = {"AKIDKENNEL": "secret/of+the kennel", "ASIALENT": "lent"}

def canonical(handler, url, names, body):
    query = sorted((quote(k, safe="-_.~"), quote(v, safe="-_.~")) for k, v in parse_qsl(url.query, keep_blank_values=True))
    headers = "".join(f"{n}:{' '.join((handler.headers.get(n) or '').split())}\n" for n in names)
    return "\n".join([handler.command, url.path, "&".join(f"{k}={v}" for k, v in query), headers, ";".join(names), body])


def sign(secret, date, region, service, text):
    key = ("AWS4" + secret).encode()
    for part in (date, region, service, "aws4_request"): key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


class Believing(Faulty):
    # Signatures

    def signed(self, url):
        found = re.fullmatch(
            r"AWS4-HMAC-SHA256 Credential=([^/,]+)/(\d{8})/([a-z0-9-]+)/(s3|sts)/aws4_request, SignedHeaders=([a-z0-9;-]+), "
            r"Signature=([0-9a-f]{64})", self.headers.get("Authorization") or "")
        def no(status, code, message):
            self.read_body()
            self.refuse(status, code, message)
            return False
        if not found: return no(403, "AccessDenied", "Anonymous users may not do this.")
        key, date, region, service, names, given = found.groups()
        names, stamp = names.split(";"), self.headers.get("x-amz-date", "")
        must = {"host"} | {n.lower() for n in self.headers if n.lower().startswith("x-amz-")}
        if not must <= set(names): return self.violation(f"unsigned headers {must - set(names)}") and False
        if key not in KEYS: return no(403, "InvalidAccessKeyId", "The key is not known.")
        if region != world.config["region"]:
            return no(400, "AuthorizationHeaderMalformed", f"The region '{region}' is wrong")
        sent = time.strptime(stamp, "%Y%m%dT%H%M%SZ")
        if abs(calendar.timegm(sent) - time.time() - world.config["skew"]) > 900:
            return no(403, "RequestTimeTooSkewed", "The difference between the request time and the server's time is too large.")
        session = world.config["session"]
        if session and key == "ASIALENT" and self.headers.get("x-amz-security-token") != session:
            return no(400, "ExpiredToken", "The provided token has expired.")
        body = self.headers.get("x-amz-content-sha256") or ""
        whole = canonical(self, url, names, body)
        text = "\n".join(["AWS4-HMAC-SHA256", stamp, f"{date}/{region}/s3/aws4_request", hashlib.sha256(whole.encode()).hexdigest()])
        if not hmac.compare_digest(sign(KEYS[key], date, region, "s3", text), given):
            return no(403, "SignatureDoesNotMatch", "The signature does not match.")
        self.body_hash = body
        return True

    # Keys that are lent

    def lend(self, url, query):
        body = self.read_body().decode()
        with lock: world.forms.append(dict(parse_qsl(body)) | {"url": url.path})
        session = world.config["session"] or "session"
        end = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + world.config["expires"]))
        key = {"AccessKeyId": "ASIALENT", "SecretAccessKey": KEYS["ASIALENT"], "Token": session, "Expiration": end}
        if url.path == "/latest/api/token":
            if self.command != "PUT" or "x-aws-ec2-metadata-token-ttl-seconds" not in self.headers: return self.violation("no token")
            return self.answer(200, b"imds")
        if url.path.startswith("/latest/"):
            if self.headers.get("x-aws-ec2-metadata-token") != "imds": return self.answer(401)
            return self.answer(200, b"kennel-role" if url.path.endswith("/security-credentials/") else json.dumps(key).encode())
        if url.path.startswith("/role/"):
            return self.answer(200 if self.headers.get("Authorization") == "container" else 403, json.dumps(key).encode())
        if url.path.startswith("/federation/"):
            if self.headers.get("x-amz-sso_bearer_token") != "signed-in": return self.answer(401, b"{}")
            return self.answer(200, {"roleCredentials": {
                "accessKeyId": "ASIALENT", "secretAccessKey": KEYS["ASIALENT"], "sessionToken": session,
                "expiration": int((time.time() + world.config["expires"]) * 1000)}})
        form = dict(parse_qsl(body))
        result = form.get("Action", "") + "Result"
        if form.get("Action") == "AssumeRoleWithWebIdentity" and form.get("WebIdentityToken") != "web":
            return self.refuse(400, "InvalidIdentityToken", "No.")
        if form.get("Action") == "AssumeRole" and "/sts/aws4_request" not in (self.headers.get("Authorization") or ""):
            return self.refuse(403, "AccessDenied", "No.")
        self.xml(f"<Response><{result}><Credentials><AccessKeyId>ASIALENT</AccessKeyId><SecretAccessKey>{KEYS['ASIALENT']}</SecretAccessKey>"
                 f"<SessionToken>{session}</SessionToken><Expiration>{end}</Expiration></Credentials></{result}></Response>")
