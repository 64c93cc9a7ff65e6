using System.Diagnostics;

namespace Cesuur.Sdk.Tests;

/// <summary>The TypeScript package's own suite, its journey included, against this server.</summary>
[Collection(ApiCollection.Name)]
public sealed class TypeScriptTests(ApiFixture fixture)
{
    private static readonly string Folder = RepositoryFiles.PathOf("sdk", "typescript");

    [Fact]
    public async Task The_TypeScript_package_compiles_and_its_suite_passes()
    {
        var installed = new FileInfo(Path.Combine(Folder, "node_modules", ".package-lock.json"));
        if (!installed.Exists || installed.LastWriteTimeUtc < File.GetLastWriteTimeUtc(Path.Combine(Folder, "package-lock.json")))
        {
            // Not «ci», which insists on every system's build of the bundler, also where a registry has only this system's.
            await NpmAsync("install", "--no-save", "--no-audit", "--no-fund", "--prefer-offline");
        }

        await NpmAsync("run", "check");
        var said = await NpmAsync("test");
        Assert.DoesNotContain("skipped", said, StringComparison.Ordinal); // the journey ran
    }

    private async Task<string> NpmAsync(params string[] arguments)
    {
        var onWindows = OperatingSystem.IsWindows();
        var start = new ProcessStartInfo(onWindows ? "cmd" : "npm", onWindows ? ["/c", "npm", .. arguments] : arguments)
        {
            WorkingDirectory = Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["CESUUR_ADDRESS"] = fixture.Api.Address.ToString();
        start.Environment["CESUUR_OPERATOR_KEY"] = fixture.Api.KeyOf("operator");
        start.Environment["CESUUR_PUBLISHER"] = fixture.Api.Seeded.First(organisation => organisation.Role == "publisher").Id.ToString();
        start.Environment["NO_COLOR"] = "1";
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        var said = await output + await errors;
        Assert.True(process.ExitCode == 0, $"npm {string.Join(' ', arguments)} failed:\n{said}");
        return said;
    }
}
