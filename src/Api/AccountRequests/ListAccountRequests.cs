using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.AccountRequests;
using Cesuur.Domain.Licensing;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.AccountRequests;

public sealed record AccountRequestResponse
{
    public required Id<AccountRequest> Id { get; init; }

    public required string OrganisationName { get; init; }

    public required string ContactName { get; init; }

    public required string ContactEmail { get; init; }

    /// <summary><c>nl</c> or <c>en</c>.</summary>
    public required string Language { get; init; }

    public required LicenceKind Licence { get; init; }

    /// <summary>The fields of study whose tests are wanted.</summary>
    public required IReadOnlyList<string> Fields { get; init; }

    public required AccountRequestState State { get; init; }

    /// <summary>What the approval made.</summary>
    public Id<Organisation>? OrganisationId { get; init; }

    /// <summary>What the contact was told.</summary>
    public string? RejectionReason { get; init; }

    public required DateTimeOffset SubmittedAt { get; init; }

    public DateTimeOffset? DecidedAt { get; init; }

    internal static AccountRequestResponse From(AccountRequest request) => new()
    {
        Id = request.Id,
        OrganisationName = request.OrganisationName,
        ContactName = request.ContactName,
        ContactEmail = request.ContactEmail,
        Language = request.Language,
        Licence = request.Licence,
        Fields = request.Fields,
        State = request.State,
        OrganisationId = request.OrganisationId,
        RejectionReason = request.RejectionReason,
        SubmittedAt = request.SubmittedAt,
        DecidedAt = request.DecidedAt,
    };
}

/// <summary>Requests for accounts, newest first unless sorted otherwise.</summary>
internal sealed class ListAccountRequests : IEndpoint
{
    private static readonly Sorting<AccountRequest> Sorting = new(Sorting<AccountRequest>.By("submittedAt", request => request.SubmittedAt));

    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/platform/account-requests", Handle)
        .Requires(Permission.Platform)
        .Fails(HttpErrors.Invalid, HttpErrors.MalformedCursor);

    private static Task<Page<AccountRequestResponse>> Handle([AsParameters] PageRequest page, string? state, AppDb db, CancellationToken cancel)
    {
        var requests = db.AccountRequests.AsNoTracking();
        if (Filters.Enum<AccountRequestState>("state", state) is { } wanted)
        {
            requests = requests.Where(request => request.State == wanted);
        }

        return Sorting.PageAsync(requests, page with { Sort = page.Sort ?? "-submittedAt" }, AccountRequestResponse.From, cancel);
    }
}
