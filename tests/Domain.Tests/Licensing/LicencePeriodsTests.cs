using System.Globalization;
using Cesuur.Domain.Licensing;

namespace Cesuur.Domain.Tests.Licensing;

public sealed class LicencePeriodsTests
{
    private static readonly DateTimeOffset Now = At("2026-03-01");
    private static readonly LicenceUse Nothing = new(Users: 0, AdminTeachers: 0, DepartmentAdmins: 0, Departments: 0);

    [Theory]
    [InlineData(new string[0], null, "2026-03-01")] // the first one begins now
    [InlineData(new[] { "2024-01-01" }, null, "2026-03-01")] // what has ended is not renewed
    [InlineData(new[] { "2025-03-01" }, null, "2026-03-01")] // nor what ends at this moment
    [InlineData(new[] { "2025-06-01" }, null, "2026-06-01")] // from the present end
    [InlineData(new[] { "2025-06-01", "2026-06-01" }, null, "2027-06-01")] // from the end of the last one
    [InlineData(new[] { "2025-06-01", "2028-01-01" }, null, "2029-01-01")]
    [InlineData(new[] { "2025-06-01" }, "2026-06-01", "2026-06-01")] // touching is not overlapping
    [InlineData(new[] { "2025-06-01" }, "2026-09-01", "2026-09-01")]
    [InlineData(new[] { "2027-06-01" }, "2026-06-01", "2026-06-01")]
    [InlineData(new string[0], "2020-01-01", "2020-01-01")]
    [InlineData(new string[0], "2024-02-29", "2024-02-29")]
    public void A_year_begins_when_it_is_asked_to_or_where_the_last_one_ends(string[] years, string? asked, string begins)
    {
        var added = Periods(years).Add(LicenceKind.Organisation, asked is null ? null : At(asked), Nothing);

        Assert.Equal(At(begins), added.StartsAt);
        Assert.Equal(At(begins).AddYears(1), added.EndsAt);
    }

    [Theory]
    [InlineData("2025-06-01", "2025-06-01")]
    [InlineData("2025-06-01", "2026-05-31")]
    [InlineData("2025-06-01", "2024-06-02")]
    [InlineData("2027-01-01", "2026-03-01")]
    public void Two_years_never_overlap(string year, string asked)
    {
        var refused = Assert.Throws<DomainException>(() => Periods([year]).Add(LicenceKind.Organisation, At(asked), Nothing));

        Assert.Equal(LicensingErrors.LicenceOverlap, refused.Error);
    }

    [Theory]
    [InlineData("2016-02-28")]
    [InlineData("2036-03-02")]
    [InlineData("9999-12-31")]
    public void A_year_begins_within_ten_years_of_now(string asked)
    {
        var refused = Assert.Throws<DomainException>(() => Periods([]).Add(LicenceKind.Organisation, At(asked), Nothing));

        Assert.Equal(LicensingErrors.StartOutOfRange, refused.Error);
        Assert.Equal("/startsAt", Assert.Single(refused.Errors).Pointer);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(LicenceKind.Teacher, "2024-01-01 teacher")]
    [InlineData(LicenceKind.Departments, "2023-01-01 teacher", "2024-01-01 departments")]
    [InlineData(LicenceKind.Organisation, "2024-01-01 teacher", "2025-06-01 organisation", "2026-06-01 departments")]
    [InlineData(LicenceKind.Teacher, "2025-06-01 departments", "2026-06-01 teacher")]
    [InlineData(LicenceKind.Teacher, "2026-06-01 teacher")]
    public void The_narrowest_kind_that_has_not_ended_sets_the_limits_or_else_the_last(LicenceKind? expected, params string[] licences)
    {
        var periods = new LicencePeriods(
            licences.Select(licence => licence.Split(' ')).Select(licence =>
                Licence.Start(Enum.Parse<LicenceKind>(licence[1], ignoreCase: true), At(licence[0]), Now)),
            Now);

        Assert.Equal(expected, periods.Kind);
    }

    [Fact]
    public void A_wider_kind_is_given_to_the_present_and_the_coming_years_and_not_to_the_past()
    {
        var past = Licence.Start(LicenceKind.Teacher, At("2024-06-01"), Now);
        var present = Licence.Start(LicenceKind.Teacher, At("2025-06-01"), Now);
        var coming = Licence.Start(LicenceKind.Departments, At("2026-06-01"), Now);

        var changed = new LicencePeriods([past, present, coming], Now).ChangeKind(LicenceKind.Departments, Nothing);

        Assert.Equal([present], changed);
        Assert.Equal(
            [LicenceKind.Teacher, LicenceKind.Departments, LicenceKind.Departments],
            new[] { past, present, coming }.Select(licence => licence.Kind));
    }

    [Fact]
    public void What_has_ended_is_not_changed()
    {
        var refused = Assert.Throws<DomainException>(() => Periods(["2024-01-01"]).ChangeKind(LicenceKind.Departments, Nothing));

        Assert.Equal(LicensingErrors.LicenceExpired, refused.Error);
    }

    [Fact]
    public void A_narrower_renewal_is_refused_as_a_downgrade_is()
    {
        var use = Nothing with { Users = 3 };

        Assert.All(
            new Action[]
            {
                () => Periods(["2025-06-01"]).Add(LicenceKind.Teacher, startsAt: null, use),
                () => Periods(["2025-06-01"]).ChangeKind(LicenceKind.Teacher, use),
            },
            change => Assert.Equal(LicensingErrors.DowngradeRefused, Assert.Throws<DomainException>(change).Error));
    }

    private static LicencePeriods Periods(string[] years) =>
        new(years.Select(year => Licence.Start(LicenceKind.Organisation, At(year), Now)), Now);

    private static DateTimeOffset At(string day) => DateTimeOffset.Parse(day + "T00:00:00Z", CultureInfo.InvariantCulture);
}
