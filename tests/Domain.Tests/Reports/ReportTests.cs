using Cesuur.Domain.Organisations;
using Cesuur.Domain.Reports;
using Cesuur.Domain.Results;

namespace Cesuur.Domain.Tests.Reports;

public sealed class ReportTests
{
    private readonly Report _report = Report.Request(ReportKind.Group, "nl", [Id<Result>.New()], Reach.Everything, DateTimeOffset.UnixEpoch);

    [Fact]
    public void A_report_has_no_file_until_it_is_made()
    {
        Assert.Equal(ReportErrors.NotReady, Assert.Throws<DomainException>(_report.RequireFile).Error);

        _report.Complete("key");

        Assert.Equal(("key", ReportState.Ready), (_report.RequireFile(), _report.State));
    }

    [Fact]
    public void A_report_is_made_once()
    {
        _report.Complete("key");

        Assert.Equal(ReportErrors.Settled, Assert.Throws<DomainException>(() => _report.Complete("other")).Error);
        Assert.Equal(ReportErrors.Settled, Assert.Throws<DomainException>(_report.Fail).Error);
        Assert.Equal("key", _report.RequireFile());
    }

    [Fact]
    public void A_report_that_failed_is_not_made_after_all()
    {
        _report.Fail();

        Assert.Equal(ReportErrors.Settled, Assert.Throws<DomainException>(() => _report.Complete("key")).Error);
        Assert.Equal(ReportErrors.NotReady, Assert.Throws<DomainException>(_report.RequireFile).Error);
    }
}
