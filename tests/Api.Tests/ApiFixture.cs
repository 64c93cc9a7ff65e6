using Cesuur.Testing;

namespace Cesuur.Api.Tests;

/// <summary>One server for all tests of the assembly; each works in organisations of its own.</summary>
public sealed class ApiFixture : IAsyncLifetime
{
    public TestApi Api { get; private set; } = null!;

    public async Task InitializeAsync() => Api = await TestApi.StartAsync();

    public async Task DisposeAsync() => await Api.DisposeAsync();
}

[CollectionDefinition(Name)]
public sealed class ApiCollection : ICollectionFixture<ApiFixture>
{
    public const string Name = "api";
}
