"""Writes a runtime configuration (OCI runtime specification, config.json) for an image: bundle.py IMAGE-CONFIG ROOT OUT
[--readonly] [--env NAME=VALUE]… [--mount FROM:TO[:rw]]… [WORD…]. The network is the host's, as on one machine alone."""
import json, sys

image, root, out, *rest = sys.argv[1:]
config = json.load(open(image))["config"]
env, mounts, words, readonly = list(config["Env"]), [], [], False
while rest:
    word = rest.pop(0)
    if word == "--readonly" and not words: readonly = True
    elif word == "--env" and not words: env.append(rest.pop(0))
    elif word == "--mount" and not words:
        source, place, *mode = rest.pop(0).split(":")
        mounts.append({"destination": place, "type": "bind", "source": source, "options": ["rbind", *(mode or ["ro"])]})
    else: words.append(word)
user, group = (int(part) for part in config["User"].split(":"))
temporary = ["nosuid", "nodev", f"uid={user}", f"gid={group}", "mode=0755"]
json.dump({
    "ociVersion": "1.0.2", "hostname": "container",
    "root": {"path": root, "readonly": readonly},
    "process": {
        "args": config["Entrypoint"] + (words or config.get("Cmd") or []), "env": env, "cwd": config["WorkingDir"],
        "user": {"uid": user, "gid": group}, "noNewPrivileges": True, "terminal": False,
        "capabilities": {name: [] for name in ("bounding", "effective", "inheritable", "permitted", "ambient")},
    },
    "mounts": [
        {"destination": "/proc", "type": "proc", "source": "proc"},
        {"destination": "/dev", "type": "tmpfs", "source": "tmpfs", "options": ["nosuid", "strictatime", "mode=755"]},
        {"destination": "/dev/shm", "type": "tmpfs", "source": "shm", "options": ["nosuid", "noexec", "nodev", "mode=1777"]},
        {"destination": "/tmp", "type": "tmpfs", "source": "tmpfs", "options": ["nosuid", "nodev", "mode=1777"]},
        {"destination": "/var/cache/dogbreed", "type": "tmpfs", "source": "tmpfs", "options": temporary},
        {"destination": "/var/lib/dogbreed", "type": "tmpfs", "source": "tmpfs", "options": temporary},
        {"destination": "/etc/hosts", "type": "bind", "source": "/etc/hosts", "options": ["rbind", "ro"]},
        {"destination": "/etc/resolv.conf", "type": "bind", "source": "/etc/resolv.conf", "options": ["rbind", "ro"]},
        *mounts,
    ],
    "linux": {
        "namespaces": [{"type": kind} for kind in ("pid", "ipc", "uts", "mount")],
        "maskedPaths": ["/proc/kcore", "/proc/keys"], "readonlyPaths": ["/proc/bus", "/proc/irq", "/proc/sys"],
    },
}, open(out, "w"), indent=1)
