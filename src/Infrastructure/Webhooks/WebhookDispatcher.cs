using Cesuur.Domain.Webhooks;
using Cesuur.Infrastructure.Database;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cesuur.Infrastructure.Webhooks;

/// <summary>
/// Carries events to the endpoints that want them, at least once each. Hands out events as deliveries, claims
/// deliveries that are due, and attempts many at a time but few to the same endpoint, so that one that is
/// dead or slow delays its own events only.
/// </summary>
public sealed class WebhookDispatcher(
    WebhookOutbox outbox,
    WebhookSender sender,
    WebhookSecrets secrets,
    RetrySchedule schedule,
    Databases databases,
    IServiceScopeFactory scopes,
    TimeProvider time,
    ILogger<WebhookDispatcher> log) : BackgroundService
{
    private const string Channel = "cesuur_events";
    private const int MaxSending = 128;
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(1);

    /// <summary>For attempts under way when the process stops; what is cut off is sent again, by another one.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private readonly EndpointLines _lines = new(time);
    private readonly SemaphoreSlim _wake = new(0);
    private readonly CancellationTokenSource _cutOff = new();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var listening = Notifications.ListenAsync(databases.Worker, Channel, Wake, log, stoppingToken);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await DispatchAsync(stoppingToken);
                await _wake.WaitAsync(PollInterval, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
#pragma warning disable CA1031 // Whatever fails is tried again; the dispatcher itself never stops
            catch (Exception e)
            {
                log.LogError(e, "Dispatching events failed; trying again");
                await Task.Delay(PollInterval, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
#pragma warning restore CA1031
        }

        await listening;
        _cutOff.CancelAfter(Grace);
        while (_lines.Total > 0)
        {
            await _wake.WaitAsync(CancellationToken.None);
        }
    }

    public override void Dispose()
    {
        _cutOff.Dispose();
        base.Dispose();
    }

    private async Task DispatchAsync(CancellationToken cancel)
    {
        int handedOut;
        do
        {
            handedOut = await outbox.FanOutAsync(cancel);
        }
        while (handedOut == WebhookOutbox.FanOutBatch);

        var room = MaxSending - _lines.Total;
        if (room > 0)
        {
            foreach (var delivery in await outbox.ClaimAsync(room, _lines.Busy(), cancel))
            {
                _lines.Take(delivery.Endpoint);
                _ = AttemptAsync(delivery);
            }
        }
    }

    private async Task AttemptAsync(ClaimedDelivery delivery)
    {
        try
        {
            var outcome = await sender.SendAsync(
                new Uri(delivery.Url), delivery.Event.ToString(), delivery.Body(), [secrets.Unprotect(delivery.ProtectedSecret)], _cutOff.Token);
            var now = time.GetUtcNow();
            if (outcome.Verdict == WebhookVerdict.Throttled)
            {
                _lines.Pause(delivery.Endpoint, schedule.PauseUntil(now, outcome));
            }

            var next = delivery.IsTest ? null : schedule.NextAttempt(delivery.Attempt, now, outcome);
            await outbox.RecordAsync(delivery, outcome, next, CancellationToken.None);
            if (!delivery.IsTest)
            {
                await GiveUpIfDueAsync(delivery, outcome.Verdict, now);
            }
        }
        catch (OperationCanceledException) when (_cutOff.IsCancellationRequested)
        {
            // The lease runs out, and somebody else takes it up.
        }
#pragma warning disable CA1031 // One delivery that cannot be attempted must not hold up the others
        catch (Exception e)
        {
            log.LogError(e, "Attempting {Delivery} failed; it is taken up again when its lease is over", delivery.Id);
        }
#pragma warning restore CA1031
        finally
        {
            _lines.Free(delivery.Endpoint);
            Wake(); // for the endpoint's next delivery
        }
    }

    private async Task GiveUpIfDueAsync(ClaimedDelivery delivery, WebhookVerdict verdict, DateTimeOffset now)
    {
        var isGone = verdict == WebhookVerdict.Gone;
        if (!isGone && (verdict == WebhookVerdict.Delivered || !WebhookEndpoint.IsPastPatience(delivery.FailingSince, now)))
        {
            return;
        }

        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Tenant>().Enter(delivery.Organisation);
        var disabling = scope.ServiceProvider.GetRequiredService<EndpointDisabling>();
        await (isGone
            ? disabling.GoneAsync(delivery.Endpoint, CancellationToken.None)
            : disabling.FailingAsync(delivery.Endpoint, CancellationToken.None));
    }

    // Wake-ups that nobody has answered yet are one.
    private void Wake()
    {
        if (_wake.CurrentCount == 0)
        {
            _wake.Release();
        }
    }
}
