using System.ComponentModel.DataAnnotations;
using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Licensing;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure.Database;
using Cesuur.Infrastructure.Organisations;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Organisations;

public sealed record SignInRequest
{
    public required Id<Organisation> Organisation { get; init; }

    [StringLength(254)]
    public required string Email { get; init; }

    [StringLength(128)]
    public required string Password { get; init; }

    /// <summary>The second factor of a user who has one: six digits of the app, or a recovery code. Without it the answer is <c>second_factor_required</c>.</summary>
    [StringLength(40)]
    public string? Code { get; init; }
}

/// <summary>Starts a session. After five failures in a row a user is locked for a quarter of an hour, which looks like any other failure.</summary>
internal sealed class SignIn : IEndpoint
{
    // Checked when there is no such user, so that time does not tell whether an address exists.
    private static readonly string Decoy = new PasswordHasher<User>().HashPassword(null!, "no such user");

    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/auth/login", Handle)
        .Public()
        .RequireRateLimiting(RateLimits.SignIn)
        .Fails(HttpErrors.TooManyRequests, OrganisationErrors.SignInFailed, OrganisationErrors.SecondFactorRequired, LicensingErrors.OrganisationSuspended);

    private static async Task<SignInResponse> Handle(
        SignInRequest request, HttpContext http, AppDb db, SignInAttempts attempts, SecondFactor secondFactor, IPasswordHasher<User> hasher,
        Caller caller, Audit audit, TimeProvider time, CancellationToken cancel)
    {
        await db.EnterAsync(request.Organisation, cancel);
        var emailKey = User.KeyOf(request.Email);
        var admitted = await attempts.CountAsync(request.Organisation, emailKey, cancel);
        var known = await db.Users.AsNoTracking().SingleOrDefaultAsync(user => user.EmailKey == emailKey && user.Status == UserStatus.Active, cancel);
        var isRight = hasher.VerifyHashedPassword(known!, known?.PasswordHash ?? Decoy, request.Password) != PasswordVerificationResult.Failed;
        if (!admitted || !isRight || known is null)
        {
            throw new DomainException(OrganisationErrors.SignInFailed);
        }

        (await db.Organisations.AsNoTracking().SingleAsync(cancel)).RequireNotSuspended();
        var tokens = await db.InTransactionAsync(
            async () =>
            {
                // What was checked must still hold: a password that has been changed meanwhile starts no session.
                var user = await db.HoldUserAsync(known.Id, cancel);
                if (user.Status != UserStatus.Active || user.PasswordHash != known.PasswordHash)
                {
                    throw new DomainException(OrganisationErrors.SignInFailed);
                }

                await RequireSecondFactorAsync(user, request.Code, secondFactor, cancel);
                var now = time.GetUtcNow();
                var session = UserSession.Start(user, http.Connection.RemoteIpAddress?.ToString(), http.Request.Headers.UserAgent, now);
                db.UserSessions.Add(session);
                var issued = db.IssueTokens(session, now);
                caller.Identify(user.Id);
                audit.Log("session.started", session.Id);
                await db.SaveChangesAsync(cancel);
                return issued;
            },
            cancel);
        await attempts.ForgetAsync(request.Organisation, known.Id, cancel);
        return tokens;
    }

    private static async Task RequireSecondFactorAsync(User user, string? code, SecondFactor secondFactor, CancellationToken cancel)
    {
        if (await secondFactor.FindAsync(user.Id, cancel) is not { IsOn: true } factor)
        {
            return;
        }

        if (code is null)
        {
            throw new DomainException(OrganisationErrors.SecondFactorRequired);
        }

        if (!await secondFactor.AcceptAsync(factor, code, cancel))
        {
            throw new DomainException(OrganisationErrors.SignInFailed);
        }
    }
}
