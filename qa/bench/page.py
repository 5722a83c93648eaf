"""The site's page as files, so that other servers can send the same bytes and headers."""

import json
from pathlib import Path

from qa.bench.answers import Answer

#: Headers that every server sets itself.
OF_THE_SERVER = {"server", "date", "connection", "content-length", "transfer-encoding", "keep-alive"}

NGINX = """\
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log stderr;
events {{}}
http {{
    access_log off;
    sendfile on;
    tcp_nopush on;
    keepalive_requests 100000000;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    types {{}}
    default_type "{content_type}";
    server {{
        listen 127.0.0.1:{port} backlog=1024;
        root {folder};
{headers}
    }}
}}
"""


def keep(answer: Answer, folder: Path):
    headers = {name: value for name, value in answer.headers.items() if name not in OF_THE_SERVER}
    (folder / "page").write_bytes(answer.body)
    (folder / "headers.json").write_text(json.dumps(headers))


def headers_of(folder: Path) -> dict[str, str]:
    return json.loads((folder / "headers.json").read_text())


def nginx_configuration(folder: Path, port: int) -> str:
    """nginx configuration with the site's headers. The file is compressed already, as Debian's nginx has no brotli."""
    headers = headers_of(folder)
    content_type = headers.pop("content-type")
    own = {"etag", "last-modified", "accept-ranges"}
    lines = [
        f'        add_header {name} "{quoted(value)}";' for name, value in headers.items() if name not in own
    ]  # fmt: skip
    return NGINX.format(folder=folder, port=port, content_type=content_type, headers="\n".join(lines))


def quoted(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"')
