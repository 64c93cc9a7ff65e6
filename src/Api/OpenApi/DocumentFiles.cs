using Cesuur.Api.Host;
using Cesuur.Infrastructure.Database;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Cesuur.Api.OpenApi;

/// <summary>The mode <c>--openapi &lt;folder&gt;</c>: writes the document and ends; no database, no port, no background work.</summary>
internal static class DocumentFiles
{
    public const string Option = "--openapi";

    public static async Task WriteAsync(string folder)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Services.AddCesuur(builder.Configuration, HostRole.Api);
        builder.Services.RemoveAll<IHostedService>();
        builder.Services.AddSingleton<Databases>(_ => throw new InvalidOperationException("The document is made without a database."));
        builder.Logging.ClearProviders();
        await using var app = builder.Build();
        app.UseCesuur();
        app.UseEndpoints(_ => { }); // makes the routes known without a start

        var document = app.Services.GetRequiredService<ApiDocument>();
        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(Path.Combine(folder, "v1.json"), await document.PublishedAsync());
        await File.WriteAllTextAsync(Path.Combine(folder, "v1.generators.json"), await document.ForGeneratorsAsync());
    }
}
