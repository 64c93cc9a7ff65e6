using Cesuur.Api.Http;
using Cesuur.Api.Organisations;
using Cesuur.Api.Platform;
using Cesuur.Domain;
using Cesuur.Domain.AccountRequests;
using Cesuur.Domain.Licensing;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.AccountRequests;

public sealed record ApproveAccountRequestRequest
{
    /// <summary>Whose tests of the fields it gets; absent: the operator's own.</summary>
    public Id<Organisation>? PublisherId { get; init; }
}

/// <summary>
/// Makes the organisation with its licence, its entitlements to the tests of the fields, and its users, each bound to
/// the fields of their own form and sent an activation mail (E): all of it or nothing.
/// </summary>
internal sealed class ApproveAccountRequest : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/platform/account-requests/{requestId}/approval", Handle)
        .Requires(Permission.Platform)
        .Fails(HttpErrors.NotFound, HttpErrors.Invalid, AccountRequestErrors.Decided, AccountRequestErrors.FieldsWithoutTests);

    private static Task<AccountRequestResponse> Handle(
        Id<AccountRequest> requestId, ApproveAccountRequestRequest body, AppDb db, NewOrganisations organisations, NewUsers users,
        AccountRequestMails mails, Audit audit, Clock clock, CancellationToken cancel) =>
        db.InTransactionAsync(
            async () =>
            {
                var platform = db.TenantId;
                var request = await db.HoldAccountRequestAsync(requestId, cancel);
                request.RequireUndecided();
                var wanted = await db.AccountRequestUsers.AsNoTracking().Where(user => user.RequestId == requestId).OrderBy(user => user.Number).ToListAsync(cancel);
                var publisher = body.PublisherId ?? platform;
                await RequireTestsAsync(db, publisher, request.Fields, cancel);

                var (organisation, _) = await organisations.CreateAsync(request.OrganisationName, request.Licence, sandbox: false, cancel);
                foreach (var field in request.Fields)
                {
                    var entitlement = db.Entitlements.Add(Entitlement.Grant(publisher, test: null, field, clock.Now)).Entity;
                    audit.Log("entitlement.granted", entitlement.Id);
                }

                foreach (var person in wanted)
                {
                    var user = User.Invite(person.Name, person.Email, person.Roles, department: null, clock.Now, request.Language);
                    user.BindTo(person.Fields);
                    await users.InviteAsync(user, cancel);
                }

                await db.SaveChangesAsync(cancel);
                await db.EnterAsync(platform, cancel);
                request.Approve(organisation.Id, clock.Now);
                mails.Approved(request);
                audit.Log("account_request.approved", request.Id);
                await db.SaveChangesAsync(cancel);
                return AccountRequestResponse.From(request);
            },
            cancel);

    // A field that is misspelt would leave the school with nothing, and nobody told.
    private static async Task RequireTestsAsync(AppDb db, Id<Organisation> publisher, string[] fields, CancellationToken cancel)
    {
        await db.EnterAsync(publisher, cancel);
        if (!await db.Organisations.AnyAsync(cancel))
        {
            throw HttpErrors.References(["/publisherId"]);
        }

        var known = await db.Tests.Where(test => test.TenantId == publisher && fields.Contains(test.Field)).Select(test => test.Field).Distinct().ToListAsync(cancel);
        var unknown = fields.Except(known).ToList();
        if (unknown.Count > 0)
        {
            throw new DomainException(AccountRequestErrors.FieldsWithoutTests, $"There are none of {string.Join(", ", unknown)}.");
        }
    }
}
