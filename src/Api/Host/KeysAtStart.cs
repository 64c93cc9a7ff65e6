using Cesuur.Infrastructure.Delivery;
using Microsoft.AspNetCore.DataProtection;
using Npgsql;

namespace Cesuur.Api.Host;

/// <summary>
/// Reads the keys that all nodes share before this one listens. They are read once, and whoever needs them meanwhile
/// blocks a thread: a hall that comes to a node which has just started would take all threads, also those by which the
/// reading goes on, and everybody would wait for half a minute.
/// </summary>
internal sealed class KeysAtStart(IServiceProvider services, ILogger<KeysAtStart> log) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            services.GetRequiredService<SittingTickets>();
            services.GetRequiredService<IDataProtectionProvider>().CreateProtector(nameof(KeysAtStart)).Protect([]);
        }
        catch (NpgsqlException unreachable)
        {
            log.LogWarning(unreachable, "The database cannot be reached yet; the keys are read when they are needed");
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
