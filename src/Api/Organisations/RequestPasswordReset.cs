using System.ComponentModel.DataAnnotations;
using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Licensing;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure.Database;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Organisations;

public sealed record RequestPasswordResetRequest
{
    public required Id<Organisation> Organisation { get; init; }

    [StringLength(254)]
    public required string Email { get; init; }
}

/// <summary>
/// Mails a link to set a new password by, within an hour, when the address is that of a user: three times an
/// hour at most. The answer is the same when it is nobody's.
/// </summary>
internal sealed class RequestPasswordReset : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/auth/password-resets", Handle)
        .Public()
        .RequireRateLimiting(RateLimits.SignIn)
        .Fails(HttpErrors.TooManyRequests);

    // What differs between somebody's address and nobody's happens in the job, so that time tells nothing either.
    private static async Task<Accepted> Handle(RequestPasswordResetRequest request, AppDb db, TimeProvider time, CancellationToken cancel)
    {
        await db.EnterAsync(request.Organisation, cancel);
        if (await db.Organisations.AnyAsync(cancel))
        {
            var emailKey = User.KeyOf(request.Email);
            var user = await db.Users.Where(user => user.EmailKey == emailKey).Select(user => (Id<User>?)user.Id).SingleOrDefaultAsync(cancel);
            db.Enqueue(SendPasswordResetJob.Kind, new SendPasswordResetArguments(Id<PasswordReset>.New(), user), time.GetUtcNow());
            await db.SaveChangesAsync(cancel);
        }

        return TypedResults.Accepted((string?)null);
    }
}
