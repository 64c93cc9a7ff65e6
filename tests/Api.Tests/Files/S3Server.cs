using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Cesuur.Infrastructure.Files;

namespace Cesuur.Api.Tests.Files;

/// <summary>The npm package <c>s3rver</c> in a Node process, with one bucket.</summary>
public sealed class S3Server : IAsyncDisposable
{
    private readonly Process _process;

    private S3Server(Process process, int port, string folder)
    {
        _process = process;
        Folder = folder;
        Options = new S3Options
        {
            Bucket = "cesuur",
            Endpoint = new Uri($"http://127.0.0.1:{port}"),
            AccessKey = "S3RVER",
            SecretKey = "S3RVER",
            PathStyle = true,
        };
    }

    public S3Options Options { get; }

    /// <summary>Where the server keeps what it is given.</summary>
    public string Folder { get; }

    /// <summary>The same for a host.</summary>
    public string[] Settings =>
    [
        $"--Files:S3:Bucket={Options.Bucket}", $"--Files:S3:Endpoint={Options.Endpoint}", $"--Files:S3:AccessKey={Options.AccessKey}",
        $"--Files:S3:SecretKey={Options.SecretKey}", "--Files:S3:PathStyle=true",
    ];

    public static async Task<S3Server> StartAsync()
    {
        await NodeFolder.InstalledAsync();
        var folder = Path.Combine(Path.GetTempPath(), $"cesuur-tests-s3-{Guid.CreateVersion7():N}");
        var process = Process.Start(new ProcessStartInfo("node", ["s3.mjs"])
        {
            WorkingDirectory = NodeFolder.Path,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        await process.StandardInput.WriteLineAsync(JsonSerializer.Serialize(new { folder }));
        var port = int.Parse((await process.StandardOutput.ReadLineAsync())!, CultureInfo.InvariantCulture);
        return new S3Server(process, port, folder);
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(Folder, recursive: true);
    }
}
