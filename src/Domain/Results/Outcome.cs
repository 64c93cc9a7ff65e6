namespace Cesuur.Domain.Results;

/// <summary>Whether a test is passed (<i>voldoende</i>) or failed (<i>onvoldoende</i>).</summary>
public enum Outcome
{
    Pass,
    Fail,
}
