using Cesuur.Api.Delivery;
using Cesuur.Domain;
using Cesuur.Domain.Licensing;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.Partners;
using Cesuur.Infrastructure.Database;
using Cesuur.Infrastructure.Delivery;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Http;

/// <summary>From credential to organisation, actor and permissions; sets the tenant before anything is read.</summary>
internal sealed class AccessMiddleware(RequestDelegate next)
{
    public async Task InvokeAsync(HttpContext context, Tenant tenant, Caller caller, TimeProvider time, SittingTickets tickets, PresenceNotes presences)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<Access>() is { } access)
        {
            await AdmitAsync(access, context, tenant, caller, time, tickets);
            if (caller.Ticket is { } ticket)
            {
                presences.Saw(ticket);
            }
        }

        await next(context);
    }

    /// <summary>Whether who was admitted would still be, for answers that stay open: as whom, with what reach; null when not.</summary>
    public static async Task<Tenant?> AdmitAgainAsync(HttpContext context)
    {
        var services = context.RequestServices;
        var tenant = new Tenant();
        try
        {
            await AdmitAsync(
                context.GetEndpoint()!.Metadata.GetRequiredMetadata<Access>(), context, tenant, new Caller(),
                services.GetRequiredService<TimeProvider>(), services.GetRequiredService<SittingTickets>());
            return tenant;
        }
        catch (DomainException)
        {
            return null;
        }
    }

    private static async Task AdmitAsync(
        Access access, HttpContext context, Tenant tenant, Caller caller, TimeProvider time, SittingTickets tickets)
    {
        switch (access.Kind)
        {
            case AccessKind.Anonymous:
                return;
            case AccessKind.Candidate:
                var ticket = tickets.Read(BearerOf(context) ?? "", time.GetUtcNow());
                caller.Become(ticket ?? throw new DomainException(HttpErrors.Unauthenticated));
                tenant.Enter(new Id<Organisation>(ticket.Value.Tenant));
                return;
            default:
                var bearer = BearerOf(context) ?? "";
                var options = context.RequestServices.GetRequiredService<DbContextOptions<AppDb>>();
                var known = bearer.StartsWith(PartnerKey.Prefix, StringComparison.Ordinal)
                    ? await PartnerAccess.SignInAsync(access, bearer, context, options, tenant, caller, time.GetUtcNow())
                    : await SignInAsync(access, bearer, options, tenant, caller, time.GetUtcNow(), context.RequestAborted);
                if (!known)
                {
                    throw new DomainException(HttpErrors.Unauthenticated);
                }

                RequireAllowed(access, caller);
                return;
        }
    }

    private static void RequireAllowed(Access access, Caller caller)
    {
        var (allowed, needed) = access switch
        {
            { Kind: AccessKind.Partner } => (caller.Partner is not null, "Only a partner's key can do this."),
            { Permission: { } permission } => (
                caller.IsOperator == (access.Kind == AccessKind.Operator) && caller.Permissions.Contains(permission.Name), $"This needs the scope {permission}."),
            _ => (caller.User is not null, "Only a signed-in user can do this."),
        };
        if (!allowed)
        {
            throw new DomainException(HttpErrors.InsufficientScope, needed);
        }
    }

    private static async Task<bool> SignInAsync(
        Access access, string bearer, DbContextOptions<AppDb> options, Tenant tenant, Caller caller, DateTimeOffset now, CancellationToken cancel)
    {
        await using var db = new AppDb(options, tenant); // of its own: the request's is made when the caller's reach is known
        var hash = Secret.Hash(bearer);
        if (Secret.TryReadOrganisation(bearer, ApiKey.LivePrefix, out var organisation)
            || Secret.TryReadOrganisation(bearer, ApiKey.TestPrefix, out organisation))
        {
            tenant.Enter(new Id<Organisation>(organisation));
            var found = await (from key in db.ApiKeys
                               from owner in db.Organisations
                               where key.Hash == hash
                               select new { Key = key, owner.IsOperator, owner.ClockOffset, owner.SuspensionReason }).AsNoTracking().SingleOrDefaultAsync(cancel);
            if (found?.Key.IsValid(now) == true)
            {
                RequireNotSuspended(found.SuspensionReason);
                tenant.Narrow(Reach.OfKey(found.Key.DepartmentId).Within(found.Key.Fields).With(found.Key.Scopes.ToHashSet()));
                caller.Become(found.Key.Id.ToString(), found.Key.Scopes.ToHashSet(), found.IsOperator, found.ClockOffset, user: null);
                return true;
            }
        }
        else if (Secret.TryReadOrganisation(bearer, AccessToken.Prefix, out organisation))
        {
            tenant.Enter(new Id<Organisation>(organisation));
            var found = await (from token in db.AccessTokens
                               join session in db.UserSessions on token.SessionId equals session.Id
                               join user in db.Users on session.UserId equals user.Id
                               from owner in db.Organisations
                               where token.Hash == hash && token.ExpiresAt > now && session.RevokedAt == null && session.ExpiresAt > now
                                   && session.Epoch == user.SessionEpoch && user.Status == UserStatus.Active
                               select new { user.Id, user.Roles, user.DepartmentId, user.Fields, owner.ClockOffset, owner.SuspensionReason, SessionId = session.Id }).AsNoTracking().SingleOrDefaultAsync(cancel);
            if (found is not null)
            {
                RequireNotSuspended(found.SuspensionReason);
                tenant.Narrow(Reach.Of(found.Id, found.Roles, found.DepartmentId, access.Permission).Within(found.Fields).With(RolePermissions.Of(found.Roles)));
                caller.Become(found.Id.ToString(), RolePermissions.Of(found.Roles), isOperator: false, found.ClockOffset, found.Id);
                caller.Session = found.SessionId;
                return true;
            }
        }

        return false;
    }

    // There is a reason exactly while there is a suspension.
    public static void RequireNotSuspended(string? reason)
    {
        if (reason is not null)
        {
            throw new DomainException(LicensingErrors.OrganisationSuspended, reason);
        }
    }

    private static string? BearerOf(HttpContext context) =>
        context.Request.Headers.Authorization is [{ } header] && header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)
            ? header["Bearer ".Length..].Trim()
            : null;
}
