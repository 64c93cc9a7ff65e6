using Cesuur.Testing;

namespace Cesuur.Sdk.Tests;

/// <summary>One server for all tests of the assembly.</summary>
public sealed class ApiFixture : IAsyncLifetime
{
    public TestApi Api { get; private set; } = null!;

    public CesuurClient Anonymous { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Api = await TestApi.StartAsync();
        Anonymous = new CesuurClient(new CesuurOptions { Address = Api.Address });
    }

    public async Task DisposeAsync()
    {
        Anonymous.Dispose();
        await Api.DisposeAsync();
    }
}

[CollectionDefinition(Name)]
public sealed class ApiCollection : ICollectionFixture<ApiFixture>
{
    public const string Name = "api";
}
