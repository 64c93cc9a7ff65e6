using System.ComponentModel.DataAnnotations;
using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Delivery;
using Cesuur.Domain.Invitations;
using Cesuur.Domain.Licensing;
using Cesuur.Domain.People;
using Cesuur.Infrastructure.Database;
using Cesuur.Infrastructure.Delivery;
using Cesuur.Infrastructure.Invitations;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Delivery;

public sealed record CheckInRequest
{
    /// <summary>As it was typed; case, dashes and spaces do not count.</summary>
    [StringLength(40, MinimumLength = 1)]
    public required string Code { get; init; }
}

/// <summary>The candidate's own data, to be checked once more before the test begins (T).</summary>
public sealed record CheckedInCandidateResponse
{
    public required string Name { get; init; }

    public string? Number { get; init; }

    public DateOnly? DateOfBirth { get; init; }
}

public sealed record CheckedInTestResponse
{
    public required string Title { get; init; }

    public required Skill Skill { get; init; }

    public Level? Level { get; init; }

    public required int DurationSeconds { get; init; }

    public required bool CanFinishEarly { get; init; }
}

public sealed record CheckInResponse
{
    public required Id<Sitting> SittingId { get; init; }

    public required SittingState State { get; init; }

    /// <summary>For <c>Authorization: Bearer</c> on all of <c>/delivery</c>. It ends the token of a device that held the sitting before.</summary>
    public required string Token { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public required CheckedInCandidateResponse Candidate { get; init; }

    public required CheckedInTestResponse Test { get; init; }
}

/// <summary>A candidate types the code. Typed again, it continues the sitting, on this or another device.</summary>
internal sealed class CheckIn : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/delivery/check-in", Handle)
        .Public()
        .AddEndpointFilter<CheckInThrottle>()
        .InTurn()
        .Fails(
            InvitationErrors.CodeUnknown, DeliveryErrors.SittingClosed, DeliveryErrors.OnPaper, CatalogueErrors.NoPublishedVersion, HttpErrors.TooManyRequests);

    private static async Task<CheckInResponse> Handle(
        CheckInRequest request, AppDb db, AccessCodes codes, SittingTickets tickets, Tenant tenant, Clock clock, Caller caller, CancellationToken cancel)
    {
        var target = AccessCode.Normalise(request.Code) is { } typed ? await codes.FindAsync(typed, cancel) : null;
        await db.EnterAsync(target?.Organisation ?? throw new DomainException(InvitationErrors.CodeUnknown), cancel);
        var sitting = await db.InTransactionAsync(
            async () =>
            {
                var code = await db.HoldCodeAsync(target.Invitation, cancel);
                caller.ClockOffset = code.Organisation.ClockOffset;
                var leads = await db.TargetOfAsync(code, cancel);
                var found = leads.Sitting is { } id ? (await db.HoldSittingAsync(id, cancel)).Sitting : null;
                if (found?.StartedAt is null)
                {
                    code.RequireUsable(clock.Now);
                }

                if (found is null)
                {
                    found = db.AddSitting(code, leads);
                    db.SittingEvents.Add(SittingEvent.Log(found.Id, SittingEventType.CheckedIn, Actors.Candidate, code.Now));
                }
                else
                {
                    found.TakeOver();
                    db.SittingEvents.Add(SittingEvent.Log(found.Id, SittingEventType.DeviceChanged, Actors.Candidate, code.Now));
                }

                await db.SaveChangesAsync(cancel);
                return found;
            },
            cancel);

        return await ShowAsync(sitting, db, tickets, tenant.Id, clock, cancel);
    }

    private static async Task<CheckInResponse> ShowAsync(
        Sitting sitting, AppDb db, SittingTickets tickets, Id<Organisation> organisation, Clock clock, CancellationToken cancel)
    {
        var shown = await (
            from candidate in db.Candidates
            from test in db.Tests
            from version in db.TestVersions
            where candidate.Id == sitting.CandidateId && test.Id == sitting.TestId && version.Id == sitting.VersionId
            select new
            {
                Candidate = new CheckedInCandidateResponse { Name = candidate.Name, Number = candidate.Number, DateOfBirth = candidate.DateOfBirth },
                Test = new CheckedInTestResponse
                {
                    Title = test.Title,
                    Skill = test.Skill,
                    Level = test.Level,
                    DurationSeconds = version.DurationSeconds!.Value,
                    CanFinishEarly = version.CanFinishEarly,
                },
            }).SingleAsync(cancel);
        var expiresAt = clock.Real + SittingTickets.Lifetime;
        return new CheckInResponse
        {
            SittingId = sitting.Id,
            State = sitting.State,
            Token = tickets.Write(new SittingTicket(organisation.Value, sitting.Id.Value, sitting.VersionId.Value, sitting.DeviceEpoch, expiresAt)),
            ExpiresAt = expiresAt,
            Candidate = shown.Candidate,
            Test = shown.Test,
        };
    }
}
