using System.ComponentModel.DataAnnotations;
using Cesuur.Api.Http;
using Cesuur.Api.People;
using Cesuur.Domain;
using Cesuur.Domain.AccountRequests;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.AccountRequests;

public sealed record RejectAccountRequestRequest
{
    /// <summary>What the contact is told, in the language of the request.</summary>
    [Required, StringLength(2000, MinimumLength = 1)]
    public required string Reason { get; init; }
}

/// <summary>Tells the contact why not, and has the signed documents deleted.</summary>
internal sealed class RejectAccountRequest : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/platform/account-requests/{requestId}/rejection", Handle)
        .Requires(Permission.Platform)
        .Fails(HttpErrors.NotFound, AccountRequestErrors.Decided);

    private static Task<AccountRequestResponse> Handle(
        Id<AccountRequest> requestId, RejectAccountRequestRequest body, AppDb db, AccountRequestMails mails, Audit audit, Clock clock, CancellationToken cancel) =>
        db.InTransactionAsync(
            async () =>
            {
                var request = await db.HoldAccountRequestAsync(requestId, cancel);
                request.Reject(body.Reason, clock.Now);
                mails.Rejected(request);
                var files = await db.AccountRequestFiles.Where(file => file.RequestId == requestId).ToListAsync(cancel);
                db.AccountRequestFiles.RemoveRange(files);
                db.Enqueue(EraseFilesJob.Kind, new EraseFilesArguments([.. files.Select(file => file.FileKey)]), clock.Real);
                audit.Log("account_request.rejected", request.Id);
                await db.SaveChangesAsync(cancel);
                return AccountRequestResponse.From(request);
            },
            cancel);
}
