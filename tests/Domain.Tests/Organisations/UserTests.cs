using Cesuur.Domain.Licensing;
using Cesuur.Domain.Organisations;

namespace Cesuur.Domain.Tests.Organisations;

public sealed class UserTests
{
    private static readonly DateTimeOffset Now = new(2026, 9, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_session_counts_until_it_ends()
    {
        var user = Active();
        var session = UserSession.Start(user, "127.0.0.1", "a browser", Now);
        Assert.True(session.IsLive(user, Now));
        Assert.False(session.IsLive(user, Now + UserSession.Lifetime));
        session.End(Now);
        Assert.False(session.IsLive(user, Now));
    }

    [Fact]
    public void Whatever_ends_sessions_ends_those_that_there_are_and_none_that_come()
    {
        foreach (var end in new Action<User>[]
        {
            user => user.EndSessions(), user => user.ChangePassword("another"), user => { user.Deactivate(); user.Reactivate(); },
        })
        {
            var user = Active();
            var before = UserSession.Start(user, null, null, Now);
            end(user);
            Assert.False(before.IsLive(user, Now));
            Assert.True(UserSession.Start(user, null, null, Now).IsLive(user, Now));
        }
    }

    [Fact]
    public void One_session_can_outlast_the_end_of_the_others()
    {
        var user = Active();
        var session = UserSession.Start(user, null, null, Now);
        user.ChangePassword("another");
        session.Outlast(user);
        Assert.True(session.IsLive(user, Now));
    }

    [Fact]
    public void Who_had_no_password_when_deactivated_is_invited_again()
    {
        var user = Invited();
        user.Deactivate();
        Assert.Throws<DomainException>(() => user.Activate("hash"));
        user.Reactivate();
        Assert.Equal(UserStatus.Invited, user.Status);
    }

    [Fact]
    public void Only_who_is_deactivated_is_reactivated() =>
        Assert.Equal(OrganisationErrors.UserNotDeactivated, Assert.Throws<DomainException>(() => Invited().Reactivate()).Error);

    [Fact]
    public void An_access_token_does_not_outlive_its_session()
    {
        var session = UserSession.Start(Active(), null, null, Now);
        Assert.Equal(Now + AccessToken.Lifetime, AccessToken.Create(session, "token", Now).ExpiresAt);
        Assert.Equal(session.ExpiresAt, AccessToken.Create(session, "token", session.ExpiresAt.AddMinutes(-1)).ExpiresAt);
    }

    [Fact]
    public void An_endless_user_agent_is_cut() =>
        Assert.Equal(300, UserSession.Start(Active(), null, new string('x', 5000), Now).UserAgent!.Length);

    [Theory]
    [InlineData("https://toetsen.example.org", true)]
    [InlineData("https://example.org/account?lang=nl", true)]
    [InlineData("http://localhost:5173/", true)]
    [InlineData("http://127.0.0.1:5173", true)]
    [InlineData("http://toetsen.example.org", false)]
    [InlineData("https://example.org/#inloggen", false)]
    [InlineData("https://user:secret@example.org", false)]
    [InlineData("https://example.org/\nBcc: x@example.org", false)]
    [InlineData("javascript:alert(1)", false)]
    [InlineData("/account", false)]
    [InlineData("", false)]
    public void A_front_end_is_where_a_link_can_safely_lead(string url, bool isTaken)
    {
        var organisation = Organisation.Create("School", sandbox: false, Now);
        if (isTaken)
        {
            organisation.SetFrontEndUrl(url);
            Assert.Equal(url, organisation.FrontEndUrl);
            organisation.SetFrontEndUrl(null);
            Assert.Null(organisation.FrontEndUrl);
        }
        else
        {
            Assert.Equal(LicensingErrors.FrontEndUrlInvalid, Assert.Throws<DomainException>(() => organisation.SetFrontEndUrl(url)).Error);
        }
    }

    private static User Invited() => User.Invite("Noor", "noor@example.org", [Role.Teacher], department: null, Now);

    private static User Active()
    {
        var user = Invited();
        user.Activate("hash");
        return user;
    }
}
