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
        .Fails(
            InvitationErrors.CodeUnknown, DeliveryErrors.SittingClosed, DeliveryErrors.OnPaper, CatalogueErrors.NoPublishedVersion, DeliveryErrors.Busy,
            HttpErrors.TooManyRequests);

    private static async Task<CheckInResponse> Handle(CheckInRequest request, CodeLookups codes, CheckIns checkIns, SittingTickets tickets, TimeProvider time, CancellationToken cancel)
    {
        var code = AccessCode.Normalise(request.Code) ?? throw new DomainException(InvitationErrors.CodeUnknown);
        var checkedIn = await checkIns.AskAsync(await codes.AskAsync(code, cancel), cancel);
        var expiresAt = time.GetUtcNow() + SittingTickets.Lifetime;
        return new CheckInResponse
        {
            SittingId = checkedIn.Sitting,
            State = checkedIn.State,
            Token = tickets.Write(new SittingTicket(
                checkedIn.Organisation.Value, checkedIn.Sitting.Value, checkedIn.Version.Value, checkedIn.DeviceEpoch, expiresAt)),
            ExpiresAt = expiresAt,
            Candidate = checkedIn.Candidate,
            Test = checkedIn.Test,
        };
    }
}
