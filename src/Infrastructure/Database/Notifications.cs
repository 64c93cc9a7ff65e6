using Microsoft.Extensions.Logging;
using Npgsql;

namespace Cesuur.Infrastructure.Database;

/// <summary>
/// Listens to a channel of the database, on a connection of its own that is opened again whenever it is lost.
/// A notification only wakes up sooner: whoever listens polls as well, for what was missed in between and for
/// poolers that pass none on.
/// </summary>
public static class Notifications
{
    private static readonly TimeSpan ReconnectAfter = TimeSpan.FromSeconds(2);

    public static async Task ListenAsync(NpgsqlDataSource database, string channel, Action wake, ILogger log, CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
        {
            try
            {
                await using var connection = await database.OpenConnectionAsync(cancel);
                connection.Notification += (_, _) => wake();
#pragma warning disable CA2100 // A channel's name is no parameter; it is ours
                await using var listen = new NpgsqlCommand($"LISTEN {channel}", connection);
#pragma warning restore CA2100
                await listen.ExecuteNonQueryAsync(cancel);
                wake();
                while (true)
                {
                    await connection.WaitAsync(cancel);
                }
            }
            catch (Exception lost) when (lost is NpgsqlException or IOException or TimeoutException)
            {
                log.LogWarning(lost, "Lost the connection that listens to {Channel}; opening another", channel);
                await Task.Delay(ReconnectAfter, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException) when (cancel.IsCancellationRequested)
            {
                return;
            }
        }
    }
}
