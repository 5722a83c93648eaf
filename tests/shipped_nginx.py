"""The configuration of deploy/nginx with other ports and folders, without TLS: for tests and drills."""

import re
import shutil
from pathlib import Path

from tests.environment import ROOT

#: What the installed nginx, older than the one that is meant, does not know; and what needs a certificate or root.
LEFT_OUT = re.compile(r"^\s*(http2 on|ssl_\w+ .*|listen \[::\].*|access_log .*|error_log .*);$", re.MULTILINE)
UPSTREAM = re.compile(r"server 127\.0\.0\.1:8001 (.*);\n.*8002 .*;")
NAME = "kip.example.org"
#: A package of its own (docs/betrieb.md).
BROTLI = Path("/usr/lib/nginx/modules/ngx_http_brotli_static_module.so")
FRAME = """
{modules}
daemon off;
master_process off;
pid {folder}/nginx.pid;
error_log {folder}/error.log warn;
events {{ worker_connections 512; }}
http {{
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
    types {{ text/css css; application/pdf pdf; }}
    include {folder}/site.conf;
    access_log {folder}/access.log kip;
}}
"""


def command(
    program: str,
    folder: Path,
    port: int,
    without_tls: int,
    sites: list[int],
    name: str = NAME,
    published: Path = Path("/nowhere"),
) -> list:
    """Writes the configuration into the folder; the command that starts nginx. `sites` are the ports of the processes."""
    shutil.copytree(ROOT / "deploy" / "nginx", folder, dirs_exist_ok=True)
    if not BROTLI.exists():
        (folder / "brotli.conf").unlink()
    for file in folder.glob("*.conf"):
        text = LEFT_OUT.sub("", file.read_text())
        text = text.replace("/etc/nginx/kip", str(folder)).replace("/var/cache/nginx/kip", f"{folder}/cache")
        text = text.replace("/var/cache/kip", str(published))
        text = re.sub(r"listen 443 ssl( default_server)?;", rf"listen 127.0.0.1:{port}\1;", text)
        text = text.replace("listen 80", f"listen 127.0.0.1:{without_tls}").replace(NAME, name)
        servers = "".join(rf"server 127.0.0.1:{site} \1;" for site in sites)
        file.write_text(UPSTREAM.sub(servers, text))
    modules = f"load_module {BROTLI};" if BROTLI.exists() else ""
    (folder / "nginx.conf").write_text(FRAME.format(folder=folder, modules=modules))
    return [program, "-p", str(folder), "-c", str(folder / "nginx.conf")]
