using System.Net;
using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Invitations;
using Cesuur.Domain.Licensing;

namespace Cesuur.Api.Delivery;

/// <summary>
/// Stands before check-in. A code that cannot be used has one answer, whether it never was, was taken back, is not open or
/// belongs to an organisation that is suspended or without a licence; and that answer leaves a fixed time after the
/// question, so that neither tells which it is.
/// </summary>
internal sealed class CheckInThrottle(CodeGuesses guesses, TimeProvider time) : IEndpointFilter
{
    /// <summary>Longer than any of the ways to it takes; where the database is slower than that, twice, and so on.</summary>
    private static readonly TimeSpan AnswersAfter = TimeSpan.FromMilliseconds(300);

    private static readonly DomainError[] Unusable =
        [InvitationErrors.CodeUnknown, InvitationErrors.OutsideWindow, LicensingErrors.CodesNotUsable, LicensingErrors.LicenceExpired];

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var asked = time.GetTimestamp();
        var (answer, isUsable) = AccessCode.Normalise(context.GetArgument<CheckInRequest>(0).Code) is { } code
            ? await guesses.LookAsync(context.HttpContext.Connection.RemoteIpAddress ?? IPAddress.None, code, () => TryAsync(context, next))
            : (null, false); // mistyped: nobody learns anything by it, so it is not counted
        if (isUsable)
        {
            return answer;
        }

        var took = time.GetElapsedTime(asked);
        await Task.Delay((AnswersAfter * Math.Ceiling(took / AnswersAfter)) - took, time, context.HttpContext.RequestAborted);
        throw new DomainException(InvitationErrors.CodeUnknown);
    }

    private static async Task<((object? Answer, bool IsUsable) Result, CodeGuessOutcome Outcome)> TryAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return ((await next(context), true), CodeGuessOutcome.Right);
        }
        catch (DomainException refusal) when (Unusable.Contains(refusal.Error))
        {
            return ((null, false), CodeGuessOutcome.Wrong);
        }
    }
}
