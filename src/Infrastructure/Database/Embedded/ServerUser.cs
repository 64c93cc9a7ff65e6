namespace Cesuur.Infrastructure.Database.Embedded;

/// <summary>Whom the server runs as. PostgreSQL refuses to run as root, so root runs it as nobody.</summary>
internal static class ServerUser
{
    public const string Nobody = "nobody";

    public static bool IsNobody { get; } = !OperatingSystem.IsWindows() && Environment.IsPrivilegedProcess;

    /// <summary>Makes a folder that the server's user can enter, whatever root's umask is.</summary>
    public static void CreateFolder(string path)
    {
        if (Directory.Exists(path))
        {
            return;
        }

        if (Path.GetDirectoryName(path) is { } parent)
        {
            CreateFolder(parent);
        }

        Directory.CreateDirectory(path);
        if (IsNobody && !OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, (UnixFileMode)Convert.ToInt32("755", 8));
        }
    }

    /// <summary>Gives the server's user what is its own, and makes sure that it can work there.</summary>
    public static async Task TakeAsync(string folder, string[] files, CancellationToken cancel)
    {
        if (!IsNobody)
        {
            return;
        }

        var (exitCode, output) = await PostgresPrograms.RunAsync("chown", [Nobody, folder, .. files], cancel, asServerUser: false);
        if (exitCode != 0)
        {
            throw new IOException(output.Trim());
        }

        (exitCode, _) = await PostgresPrograms.RunAsync("sh", ["-c", "test -w \"$1\"", "sh", folder], cancel);
        if (exitCode != 0)
        {
            throw new IOException($"the user {Nobody}, as whom root runs the server, cannot reach or write it.");
        }
    }
}
