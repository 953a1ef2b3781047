# What answers: the program without libtorch, the inference engine, libvips and the shipped model. From the repository's root:
#   docker build -f Docker/serve.Dockerfile -t dogbreed-serve .
ARG SWIFT_IMAGE=docker.io/library/swift:6.3.1-bookworm@sha256:de3888b2324c0a91db82a190424708844c16059ff70c2646feb0346230f71239
ARG DEBIAN_IMAGE=docker.io/library/debian:bookworm-20260824-slim@sha256:88200866dfff7ea7f5cbcb6ec7c8a701889efe6fe859fe64d6990e4b07ea4171
# The day of snapshot.debian.org that Debian's packages are taken from, the same every time; empty for the newest of bookworm.
ARG SNAPSHOT=20260824T000000Z

FROM ${SWIFT_IMAGE} AS build
ARG SNAPSHOT
WORKDIR /src
COPY Docker/snapshot Docker/
RUN Docker/snapshot "${SNAPSHOT}"
COPY script/bootstrap script/wheels.txt script/
RUN --mount=type=cache,id=dogbreed-downloads,target=/root/.cache/dogbreed script/bootstrap
COPY Package.swift ./
COPY script/packages script/packages.txt script/
COPY Sources Sources
COPY Tests Tests
COPY Docker/install Docker/install
COPY Models Models
RUN --mount=type=cache,id=dogbreed-build,target=/src/.build,sharing=locked Docker/install serve /out

FROM ${DEBIAN_IMAGE}
ARG SNAPSHOT
COPY Docker/packages Docker/snapshot Docker/unused.txt Docker/runtime.txt /tmp/docker/
RUN /tmp/docker/packages "${SNAPSHOT}" /tmp/docker/runtime.txt && rm -r /tmp/docker
COPY --from=build /out /opt/dogbreed

ARG VERSION=unknown
ARG REVISION=unknown
LABEL org.opencontainers.image.title="dogbreed-serve" \
      org.opencontainers.image.description="Answers what an image shows: a web page, a JSON API, Vertex AI's contract and the Open Inference Protocol" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"

ENV PATH=/opt/dogbreed/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
    DOGBREED_MODEL=/opt/dogbreed/model \
    XDG_CACHE_HOME=/var/cache/dogbreed \
    SWIFT_BACKTRACE=enable=no \
    PORT=8080
USER 10001:10001
WORKDIR /var/lib/dogbreed
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=3 CMD ["dogbreed", "health"]
ENTRYPOINT ["dogbreed", "serve"]
