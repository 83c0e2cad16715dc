# The application alone; its database comes from DATABASE_URL (see compose.yaml).
FROM python:3.11-slim

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
WORKDIR /srv/mesoformulary

COPY requirements.txt .
RUN pip install --no-cache-dir --disable-pip-version-check -r requirements.txt

COPY . .

# An account of its own, which can write nowhere but in the data folder.
RUN useradd --system --user-group --no-create-home mesoformulary \
    && install --directory --owner=mesoformulary --group=mesoformulary --mode=700 /var/lib/mesoformulary
ENV DATA_DIR=/var/lib/mesoformulary HOST=0.0.0.0 PORT=8000
VOLUME /var/lib/mesoformulary
USER mesoformulary

EXPOSE 8000
HEALTHCHECK --start-period=60s --interval=10s CMD ["python", "-c", "import socket; socket.create_connection(('127.0.0.1', 8000), 3)"]
CMD ["python", "-m", "config.run"]
