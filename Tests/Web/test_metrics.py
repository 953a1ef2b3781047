"""What Prometheus and its tools make of the metrics, the rules and the dashboard."""

import json
import pathlib
import re
import shutil
import subprocess
import urllib.error
import urllib.request

import pytest

from conftest import PATIENCE, jpeg

DEPLOY = pathlib.Path(__file__).parents[2] / "Deploy"
PROMTOOL = shutil.which("promtool")
needs_promtool = pytest.mark.skipif(not PROMTOOL, reason="there is no promtool")


def promtool(*arguments, text=None):
    done = subprocess.run([PROMTOOL, *arguments], input=text, capture_output=True, text=True, timeout=PATIENCE)
    return done.returncode, done.stdout + done.stderr


def metrics(server):
    """The metrics after an answer and a refusal."""
    for body in (jpeg(300, 200), b"not an image"):
        request = urllib.request.Request(server.address + "/api/v1/predictions", data=body)
        try:
            urllib.request.urlopen(request, timeout=PATIENCE).read()
        except urllib.error.HTTPError as error:
            assert error.code == 415
    return urllib.request.urlopen(server.address + "/metrics", timeout=PATIENCE).read().decode()


def names(text):
    """Metrics of this program that an expression asks for."""
    return {re.sub("_(bucket|sum|count)$", "", name) for name in re.findall(r"\b(?:dogbreed|process)_\w+", text)}


@needs_promtool
def test_the_exposition_is_as_prometheus_asks(server):
    assert promtool("check", "metrics", text=metrics(server)) == (0, "")


@needs_promtool
def test_the_rules_are_well_formed_and_fire_when_they_should():
    for arguments in (["check", "rules", "alerts.yaml"], ["test", "rules", "alerts.test.yaml"]):
        status, said = promtool(*arguments[:2], str(DEPLOY / "prometheus" / arguments[2]))
        assert status == 0, said


@needs_promtool
def test_the_dashboard_asks_for_well_formed_expressions(tmp_path):
    dashboard = json.loads((DEPLOY / "grafana/dogbreed.json").read_text())
    asked = [target["expr"] for panel in dashboard["panels"] for target in panel["targets"]]
    assert len(asked) > 10
    rules = [{"record": f"panel:{number}", "expr": text.replace("$__rate_interval", "5m")} for number, text in enumerate(asked)]
    file = tmp_path / "rules.yaml"
    # JSON is YAML.
    file.write_text(json.dumps({"groups": [{"name": "dashboard", "rules": rules}]}))
    status, said = promtool("check", "rules", str(file))
    assert status == 0, said


def test_whatever_is_asked_for_is_there(server):
    shown = names(" ".join(re.findall(r"^# TYPE (\S+)", metrics(server), re.MULTILINE)))
    asked = names((DEPLOY / "prometheus/alerts.yaml").read_text()) | names((DEPLOY / "prometheus/adapter.yaml").read_text())
    asked |= {name for name in names((DEPLOY / "grafana/dogbreed.json").read_text()) if not name.startswith("dogbreed_uid")}
    assert asked - shown == set()
    assert len(asked) >= 10


def test_every_answer_has_its_requests_id(server):
    def ask(path, **headers):
        request = urllib.request.Request(server.address + path, headers=headers)
        try:
            answer = urllib.request.urlopen(request, timeout=PATIENCE)
        except urllib.error.HTTPError as error:
            answer = error
        return answer.headers["X-Request-Id"], answer.read()

    first, second = ask("/healthz")[0], ask("/healthz")[0]
    assert re.fullmatch("[0-9a-f]{16}", first) and first != second
    assert ask("/", **{"X-Request-Id": "from-the-proxy.7"})[0] == "from-the-proxy.7"
    trace = "0af7651916cd43dd8448eb211c80319c"
    identity, body = ask("/api/v1/nothing", traceparent=f"00-{trace}-b7ad6b7169203331-01")
    problem = json.loads(body)
    assert (problem["requestId"], problem["traceId"]) == (identity, trace)
