using Cesuur.Api.Host;
using Cesuur.Api.Samples;
using Cesuur.Infrastructure.Database;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Cesuur.Testing;

/// <summary>The real host on a real port, on a database of its own, seeded as development is.</summary>
public sealed class TestApi : IAsyncDisposable
{
    private readonly TestDatabase _database;
    private readonly WebApplication _app;

    private TestApi(TestDatabase database, WebApplication app, IReadOnlyList<SeededOrganisation> seeded)
    {
        _database = database;
        _app = app;
        Seeded = seeded;
        Address = new Uri(app.Urls.First());
        Operator = Client(KeyOf("operator"));
    }

    public Uri Address { get; }

    public IServiceProvider Services => _app.Services;

    /// <summary>The owner's connection to the database, for what only a database can show.</summary>
    public string ConnectionString => _database.ConnectionString;

    public Databases Databases => Services.GetRequiredService<Databases>();

    public IReadOnlyList<SeededOrganisation> Seeded { get; }

    /// <summary>Calls as the operator.</summary>
    public TestClient Operator { get; }

    public static async Task<TestApi> StartAsync(params string[] settings)
    {
        var database = await TestDatabase.CreateAsync();
        var app = await CesuurHost.BuildAsync(
        [
            "--environment", "Development",
            "--urls", "http://127.0.0.1:0",
            $"--ConnectionStrings:Cesuur={database.ConnectionString}",
            $"--Files:Folder={Path.Combine(Path.GetTempPath(), "cesuur-tests-files")}",
            "--RateLimits:WrongCodesPerAddressPerMinute=1000000",
            "--RateLimits:WrongCodesPerMinute=1000000",
            "--RateLimits:OrderLooksPerAddressPerMinute=1000000",
            "--RateLimits:AccountRequestsPerAddressPerMinute=1000000",
            "--RateLimits:SignInsPerAddressPerMinute=1000000",
            "--RateLimits:LicenceOrdersPerAddressPerMinute=1000000",
            "--Logging:LogLevel:Default=Warning",
            "--KeysFile=", // a checkout's keys are its development's
            .. settings,
        ]);
        await app.StartAsync();
        return new TestApi(database, app, app.Services.GetRequiredService<SeededOrganisations>().All);
    }

    public string KeyOf(string role) => Seeded.First(organisation => organisation.Role == role).Key;

    public TestClient Client(string? credential) => new(Address, credential);

    /// <summary>A fresh organisation with a licence and all tests of the publisher, and so many credits.</summary>
    public async Task<TestOrganisation> OrganisationAsync(int credits = 0, string? licence = "organisation", bool sandbox = false)
    {
        var created = await Operator.PostAsync("/v1/platform/organisations", new { name = "Proefschool", licence, sandbox });
        var id = created.Get("organisation.id");
        await Operator.PostAsync($"/v1/platform/organisations/{id}/entitlements", new
        {
            publisherId = Seeded.First(organisation => organisation.Role == "publisher").Id.ToString(),
        });
        var organisation = new TestOrganisation(this, id, created.Get("apiKey"));
        if (credits > 0)
        {
            await organisation.Admin.PostAsync("/v1/credits/redemptions", new { token = await TokenAsync(credits) });
        }

        return organisation;
    }

    public async Task<string> TokenAsync(int credits) =>
        (await Operator.PostAsync("/v1/platform/credit-tokens", new { credits })).Get("tokens[0].token");

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        await _database.DisposeAsync();
    }
}
