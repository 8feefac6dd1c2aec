# The operator, its generators and loadctl in one image; and the demo service in another (--target demo-target).
#   docker build -t load-operator .
#   docker build -t load-operator-demo --target demo-target .
# With what eng/flamegraph/fetch.sh has put into out/flamegraph it draws flame graphs, too; without, it says that it cannot.
# Programs carry their own .NET: the final image needs nothing but libc, OpenSSL and certificates. No shell is needed in it.
ARG SDK_IMAGE=mcr.microsoft.com/dotnet/sdk:10.0
ARG RUNTIME_IMAGE=mcr.microsoft.com/dotnet/runtime-deps:10.0-noble-chiseled

FROM ${SDK_IMAGE} AS source
# The platform that the image is for: amd64 or arm64. Builders set it.
ARG TARGETARCH=amd64
WORKDIR /source
COPY . .

FROM source AS build
# One folder for all three: they share one copy of the runtime. Each is published whole, so the order does not matter.
RUN for project in Operator Agent Cli; do \
      dotnet publish "src/LoadOperator.$project" -c Release --os linux --arch "$TARGETARCH" --self-contained -p:PublishForImage=true --disable-build-servers -o /app || exit 1; \
    done

FROM source AS build-demo
RUN dotnet publish src/LoadOperator.DemoTarget -c Release --os linux --arch "$TARGETARCH" --self-contained -p:PublishForImage=true --disable-build-servers -o /app

FROM ${RUNTIME_IMAGE} AS demo-target
COPY --from=build-demo /app /app
# The diagnostic port stays open: profiles are taken through it. It is a socket in /tmp, which a read-only root wants as a volume.
ENV DOTNET_EnableDiagnostics_Debugger=0 DOTNET_EnableDiagnostics_Profiler=0
USER 65532:65532
EXPOSE 8080
ENTRYPOINT ["/app/demo-target", "--urls", "http://+:8080"]

FROM ${RUNTIME_IMAGE} AS load-operator
COPY --from=build /app /app
# The root may be read-only: without diagnostics no program writes sockets to /tmp.
ENV DOTNET_EnableDiagnostics=0
USER 65532:65532
ENTRYPOINT ["/app/load-operator"]
