using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.Sessions;
using Cesuur.Infrastructure.Database;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Sessions;

/// <summary>
/// How the candidates of a session are doing. With <c>Accept: text/event-stream</c> it goes on: all rows first, then at most
/// every second those that changed; otherwise it is the rows once. A stream ends within a minute after the credential
/// stops being valid, an access token at its end too; whoever comes back gets all rows again.
/// </summary>
internal sealed class MonitorExamSession : IEndpoint
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan AskedAgainAfter = TimeSpan.FromSeconds(30);

    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/sessions/{examSessionId}/monitor", Handle)
        .Requires(Permission.SessionsRead)
        .Streams(("snapshot", typeof(MonitorResponse)), ("change", typeof(MonitorChangeEvent)))
        .Fails(HttpErrors.NotFound);

    private static async Task<Results<Ok<MonitorResponse>, EmptyHttpResult>> Handle(
        Id<ExamSession> examSessionId, HttpContext http, AppDb db, MonitorReader reader, Monitors monitors, TimeProvider time, CancellationToken cancel)
    {
        await db.ExamSessions.Where(session => session.Id == examSessionId).RequireAsync(cancel);
        if (!EventStream.IsWanted(http.Request))
        {
            return TypedResults.Ok(await reader.ReadAsync(db.TenantId, examSessionId, cancel));
        }

        await EventStream.RunAsync(http, async ends =>
        {
            using var watch = monitors.Begin(db.TenantId, examSessionId);
            var shown = await watch.FirstAsync(Patience, ends);
            var stream = await EventStream.OpenAsync(http, ends);
            await stream.SendAsync("snapshot", shown);
            var (asked, written) = (time.GetTimestamp(), time.GetTimestamp());
            while (true)
            {
                var next = await watch.NextAsync(ends);
                if (time.GetElapsedTime(asked) >= AskedAgainAfter)
                {
                    if (!await IsStillAllowedAsync(http, examSessionId, ends))
                    {
                        return;
                    }

                    asked = time.GetTimestamp();
                }

                if (MonitorChangeEvent.Between(shown, next) is { } change)
                {
                    await stream.SendAsync("change", change);
                    written = time.GetTimestamp();
                }
                else if (time.GetElapsedTime(written) >= EventStream.Beat)
                {
                    await stream.BeatAsync();
                    written = time.GetTimestamp();
                }

                shown = next;
            }
        });
        return TypedResults.Empty;
    }

    private static async Task<bool> IsStillAllowedAsync(HttpContext http, Id<ExamSession> id, CancellationToken cancel)
    {
        if (await AccessMiddleware.AdmitAgainAsync(http) is not { } tenant)
        {
            return false;
        }

        await using var db = new AppDb(http.RequestServices.GetRequiredService<DbContextOptions<AppDb>>(), tenant);
        return await db.ExamSessions.AnyAsync(session => session.Id == id, cancel);
    }
}
