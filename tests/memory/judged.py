"""A small judged set: a fictional hotel's documents, and questions with the documents that answer them.

Paraphrases that share no word with their answer are left out: the offline embedder makes no claim to find them.
"""

DOCUMENTS = {
    "Breakfast": "Breakfast is served from seven to half past ten in the orangery. Bread is baked in the house by "
    "Marta, jam comes from the orchard, eggs from the farm across the lane. Late risers get a basket on the terrace.",
    "Rooms": "Fernhill has twenty-four rooms: twelve doubles, eight junior suites, four attic singles. Every room "
    "looks over the valley. Beds are handmade in Bath, the wool blankets are woven in the next village.",
    "Spa": "The spa was built into the old stables in 2019: a heated pool of eighteen metres, a sauna in larch wood, "
    "and three treatment rooms. Guests of the house swim free from six in the morning.",
    "Weddings": "We host eleven weddings a year, never two in one week. The barn seats ninety for dinner. Couples "
    "meet the head chef twice for tastings before they choose the menu.",
    "Walks": "Five marked walks start at the gate. The longest climbs to Fern Tor, nine miles, and passes two inns. "
    "We lend boots, maps and flasks, and dry wet coats by the stove.",
    "Dogs": "Two dogs stay free in each garden room. They get a bed, a bowl and a bone on arrival. Dogs eat with "
    "their people in the bar, not in the orangery.",
    "Energy": "Since 2021 the house is heated with wood chips from its own forest, and the roof of the stables "
    "carries solar panels. Together they cover seventy per cent of what we use.",
    "Getting here": "The nearest station is Ambleford, twenty minutes by car. We collect guests from the 16:40 train "
    "on Fridays without charge. Electric cars charge overnight at six posts.",
    "Prices": "Doubles start at 190 pounds with breakfast from Sunday to Thursday, and at 240 pounds on Friday and "
    "Saturday. Children under twelve stay free in their parents' room.",
    "Team": "Rosa Fern runs the house with her brother Will, in the third generation. The head chef, Idris Vale, "
    "cooked in Lyon for nine years. Most of the team has stayed longer than five winters.",
    "Newsletter: first frost": "The first frost came on Tuesday, and with it the smell of wood smoke. This month we "
    "light the fire in the library at four, and Idris puts venison and quince on the card. Come in from the cold.",
    "Newsletter: lambing": "There are forty lambs in the lower field this week, and every child in the house knows "
    "their numbers. Bring rubber boots. We have the towels, the tea and the cake.",
    "Newsletter: the orchard": "We counted: thirty-one kinds of apple, one very old pear. In October guests pick "
    "with us, press juice in the yard and take two bottles home. No charge, just sticky hands.",
    "Newsletter: quiet January": "January is our quietest month, and we like it so. Three nights for the price of "
    "two, a stack of novels in each room, supper by candles. Nobody will ask what your plans are.",
    "Newsletter: the new pool": "After nine months of dust the pool is open. It is eighteen metres long, warm as a "
    "bath, and has a window to the old oak. The first swim is at six, and somebody will bring you coffee.",
    "Announcement: chef's table": "On the last Thursday of each month Idris cooks for eight guests at one table in "
    "his kitchen. Seven courses, no menu, questions welcome. Reserve by writing to Rosa.",
    "Announcement: piano evenings": "The piano in the library is tuned and wants playing. From November a young "
    "pianist from Ambleford plays on Saturdays after dinner. Requests on paper, please.",
    "Blog: how we bake": "Marta starts at three. The dough has rested for eighteen hours by then, the oven is fed "
    "with beech. She bakes sourdough, rye and, on Sundays, brioche with saffron.",
    "Blog: wool from next door": "The blankets on our beds come from a mill that you can see from the attic. The "
    "wool is spun, dyed with walnut and woven within four miles. We visited with a camera.",
    "Blog: why we don't have televisions": "There is no television in the rooms and there never was. There is a "
    "radio, a view, and a shelf of books that guests add to. Those who miss the match find it in the bar.",
}

QUESTIONS = {
    "When can guests have breakfast and where does the bread come from?": {"Breakfast", "Blog: how we bake"},
    "A post about baking sourdough bread at night": {"Blog: how we bake"},
    "Announce the heated swimming pool and the sauna": {"Spa", "Newsletter: the new pool"},
    "Offer for couples who want to marry in the barn": {"Weddings"},
    "Hiking routes and maps for walkers": {"Walks"},
    "Can I bring my dog, and where does it sleep?": {"Dogs"},
    "Our solar panels and wood heating: a sustainability story": {"Energy"},
    "How to reach us by train or with an electric car": {"Getting here"},
    "What does a double room cost on weekends?": {"Prices", "Rooms"},
    "Portrait of head chef Idris Vale": {"Team", "Announcement: chef's table"},
    "Winter newsletter with the fire in the library": {"Newsletter: first frost"},
    "Spring newsletter about lambs for families with children": {"Newsletter: lambing"},
    "Apple picking in October": {"Newsletter: the orchard"},
    "January discount, three nights for two": {"Newsletter: quiet January"},
    "Invitation to a seven-course dinner in the kitchen": {"Announcement: chef's table"},
    "Live music: the pianist on Saturday evenings": {"Announcement: piano evenings"},
    "Handwoven wool blankets from the mill": {"Blog: wool from next door", "Rooms"},
    "Why there are no televisions in our rooms": {"Blog: why we don't have televisions"},
    "How many rooms and suites does the hotel have?": {"Rooms"},
    "Rosa and Will Fern, the family behind the house": {"Team"},
}
