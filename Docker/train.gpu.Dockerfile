# What trains, on NVIDIA's cards: as train.cpu.Dockerfile, with libtorch's CUDA parts from pinned wheels; the driver comes from
# the host. From the repository's root:
#   docker build -f Docker/train.gpu.Dockerfile -t dogbreed-train-gpu .
#   docker run --gpus all -v DIR:/data -v OUT:/out dogbreed-train-gpu --data_dir=/data --model_dir=/out/model --use_cuda
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
COPY script/bootstrap-cuda script/wheels.cuda.txt script/
RUN --mount=type=cache,id=dogbreed-downloads,target=/root/.cache/dogbreed script/bootstrap-cuda
COPY Package.swift ./
COPY script/packages script/packages.txt script/
COPY Sources Sources
COPY Tests Tests
COPY Docker/install Docker/install
ENV DOGBREED_CUDA=1
RUN --mount=type=cache,id=dogbreed-build,target=/src/.build,sharing=locked Docker/install train /out

FROM ${DEBIAN_IMAGE}
ARG SNAPSHOT
COPY Docker/packages Docker/snapshot Docker/unused.txt Docker/runtime.txt Docker/training.txt /tmp/docker/
RUN /tmp/docker/packages "${SNAPSHOT}" /tmp/docker/runtime.txt /tmp/docker/training.txt && rm -r /tmp/docker
COPY --from=build /out /opt/dogbreed

ARG VERSION=unknown
ARG REVISION=unknown
LABEL org.opencontainers.image.title="dogbreed-train-gpu" \
      org.opencontainers.image.description="Trains an image classifier on a folder of images, on NVIDIA cards" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"

ENV PATH=/opt/dogbreed/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
    DOGBREED_WEIGHTS=/opt/dogbreed/weights \
    XDG_CACHE_HOME=/var/cache/dogbreed \
    LD_LIBRARY_PATH=/usr/local/nvidia/lib:/usr/local/nvidia/lib64 \
    NVIDIA_VISIBLE_DEVICES=all \
    NVIDIA_DRIVER_CAPABILITIES=compute,utility
USER 10001:10001
WORKDIR /var/lib/dogbreed
# A job's health is its state: there is no port to ask.
HEALTHCHECK NONE
# tini passes signals on (a first process has no default answer to them) and waits for the processes of --processes.
ENTRYPOINT ["tini", "--", "dogbreed", "train"]
CMD ["--help"]
