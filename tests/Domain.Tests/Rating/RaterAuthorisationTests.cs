using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.Rating;

namespace Cesuur.Domain.Tests.Rating;

public sealed class RaterAuthorisationTests
{
    private static readonly DateTimeOffset Now = new(2027, 3, 2, 9, 0, 0, TimeSpan.Zero);
    private static readonly DateOnly First = new(2027, 3, 1);
    private static readonly DateOnly Last = new(2027, 3, 31);

    private static readonly Test Writing = Test.Create(new TestDetails { Title = "Schrijven", Skill = Skill.Writing, Programme = Programme.I }, Now);

    [Theory]
    [InlineData("2027-02-28", false)]
    [InlineData("2027-03-01", true)]
    [InlineData("2027-03-31", true)]
    [InlineData("2027-04-01", false)]
    public void It_is_valid_from_its_first_day_to_its_last(string day, bool valid) =>
        Assert.Equal(valid, Give(Skill.Writing).Covers(Writing, DateOnly.Parse(day, null)));

    [Fact]
    public void It_covers_its_skill_and_where_it_names_them_its_programme_and_its_test()
    {
        Assert.True(Give(Skill.Writing, Programme.I, Writing.Id).Covers(Writing, First));
        Assert.False(Give(Skill.Speaking).Covers(Writing, First));
        Assert.False(Give(Skill.Writing, Programme.II).Covers(Writing, First));
        Assert.False(Give(Skill.Writing, test: Id<Test>.New()).Covers(Writing, First));
    }

    [Fact]
    public void Withdrawn_it_is_not_valid_any_more()
    {
        var authorisation = Give(Skill.Writing);
        authorisation.Withdraw("Te streng", "usr_1", Now);
        Assert.False(authorisation.Covers(Writing, First));
    }

    private static RaterAuthorisation Give(Skill skill, Programme? programme = null, Id<Test>? test = null) =>
        RaterAuthorisation.Give(Id<User>.New(), skill, programme, test, First, Last, "12", "usr_1", Now);
}
