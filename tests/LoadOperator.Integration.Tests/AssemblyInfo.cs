using LoadOperator.Integration.Tests.ApiServer;

// One API server for all tests: each takes a namespace of its own.
[assembly: AssemblyFixture(typeof(ApiServerFixture))]
