using System.Xml;
using Cesuur.Api.Http;
using Cesuur.Api.Sessions;
using Cesuur.Domain.Licensing;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Licensing;

public sealed record AdvanceClockRequest
{
    /// <summary>An ISO 8601 duration of at most 1,000 days, such as <c>PT110M</c>.</summary>
    public required string Advance { get; init; }
}

public sealed record SandboxClockResponse
{
    /// <summary>The organisation's time from now on.</summary>
    public required DateTimeOffset Now { get; init; }
}

/// <summary>Moves a sandbox's clock forward, and with it the deadlines of its running sittings. What is then due about its licence is told, and its sessions that are over are settled, at once.</summary>
internal sealed class AdvanceClock : IEndpoint
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1000);

    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/sandbox/clock", Handle)
        .Requires(Permission.SandboxWrite)
        .Fails(LicensingErrors.NotASandbox, HttpErrors.Invalid);

    private static Task<SandboxClockResponse> Handle(
        AdvanceClockRequest request, AppDb db, LicenceNotices notices, Settling settling, Caller caller, Audit audit, Clock clock, CancellationToken cancel) =>
        db.InTransactionAsync(
            async () =>
            {
                var by = Read(request.Advance);
                var organisation = await db.Organisations.RequireAsync(cancel);
                organisation.AdvanceClock(by);
                audit.Log("sandbox.clock_advanced", organisation.Id);
                await db.SaveChangesAsync(cancel);
                caller.ClockOffset = organisation.ClockOffset;
                await settling.SettleDueAsync(cancel); // before sittings are held, as everybody does

                // For a running sitting so much time has passed: all of its times move, in the order in which answers lock them.
                await db.Database.ExecuteSqlAsync(
                    $"""
                    UPDATE sittings s SET
                        deadline = deadline - {by}, section_deadline = section_deadline - {by}, step_deadline = step_deadline - {by},
                        paused_at = paused_at - {by}, resumes_at = resumes_at - {by}, started_at = started_at - {by}, checked_in_at = checked_in_at - {by}
                    FROM (SELECT tenant_id, id FROM sittings WHERE tenant_id = {organisation.Id.Value} AND state IN ('started', 'paused') ORDER BY id FOR UPDATE) running
                    WHERE s.tenant_id = running.tenant_id AND s.id = running.id
                    """,
                    cancel);
                await notices.SendDueAsync(cancel);
                return new SandboxClockResponse { Now = clock.Now };
            },
            cancel);

    private static TimeSpan Read(string text)
    {
        try
        {
            var duration = XmlConvert.ToTimeSpan(text);
            if (duration > TimeSpan.Zero && duration <= Longest)
            {
                return duration;
            }
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            // answered below
        }

        throw HttpErrors.Member("/advance", "invalid_value", "An ISO 8601 duration above zero and of at most 1,000 days is expected.");
    }
}
