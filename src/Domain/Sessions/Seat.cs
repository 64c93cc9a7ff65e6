namespace Cesuur.Domain.Sessions;

/// <summary>A seat's name is the room's own, such as <c>12</c> or <c>B7</c>.</summary>
public static class Seat
{
    private const int Digits = 10;

    /// <summary>By which seats are told apart and sorted: 2 before 10, and <c>b07</c> is <c>B7</c>.</summary>
    public static string KeyOf(string seat)
    {
        var key = new System.Text.StringBuilder();
        var text = SearchKey.Of(seat);
        for (var i = 0; i < text.Length;)
        {
            var end = i;
            while (end < text.Length && char.IsAsciiDigit(text[end]))
            {
                end++;
            }

            if (end == i)
            {
                key.Append(text[i++]);
                continue;
            }

            key.Append(text[i..end].TrimStart('0').PadLeft(Digits, '0'));
            i = end;
        }

        return key.ToString();
    }
}
